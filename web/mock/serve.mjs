// node web/mock/serve.mjs [LINES] [RATE] [PORT]: the built page over generated lines.
import { runnerImport } from 'vite'

const [lines = '20000', rate = '20', port = '5699'] = process.argv.slice(2)
const { module } = await runnerImport(new URL('./server.ts', import.meta.url).pathname)
const { url } = await module.startMock({ lines: Number(lines), rate: Number(rate), port: Number(port) })
console.log(url)
