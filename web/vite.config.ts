import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  // The console room replaces it on each page load (src/stages/console/page.ts).
  html: { cspNonce: 'TAILRACE_NONCE' },
  build: { target: 'es2022', assetsInlineLimit: 0, chunkSizeWarningLimit: 700, reportCompressedSize: true },
  server: { proxy: { '/api': 'http://127.0.0.1:5601', '/health': 'http://127.0.0.1:5601' } },
})
