import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { notFound, PAGE_NOT_BUILT } from './errors.ts'

const compress = promisify(gzip)

/** Vite writes this placeholder (web/vite.config.ts); each page load gets a fresh value. */
const NONCE = 'TAILRACE_NONCE'

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}
const ALREADY_COMPRESSED = new Set(['.png', '.ico', '.woff2'])

interface Asset {
  readonly type: string
  readonly bytes: Buffer
  readonly zipped: Buffer | undefined
  readonly tag: string
}

export interface Page {
  index(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
  asset(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply>
}

/**
 * Serves the built page. The folder is listed once, and a request is looked up in that list: a path that is not
 * in it is not found, whatever dots it holds. Files are read and compressed on first use and then remembered.
 */
export function createPage(pageDir: string): Page {
  const files = listFiles(pageDir)
  const assets = new Map<string, Promise<Asset>>()
  const load = (path: string) => {
    let asset = assets.get(path)
    if (!asset) {
      asset = loadAsset(files.get(path) as string)
      assets.set(path, asset)
    }
    return asset
  }
  return {
    async index(_request, reply) {
      if (!files.has('/index.html')) return reply.code(503).type('text/plain').send(PAGE_NOT_BUILT)
      const { bytes, type } = await load('/index.html')
      const nonce = randomBytes(16).toString('base64')
      return reply
        .type(type)
        .header('cache-control', 'no-store')
        .header('content-security-policy', policy(nonce))
        .header('referrer-policy', 'no-referrer')
        .header('x-frame-options', 'DENY')
        .send(bytes.toString('utf8').replaceAll(NONCE, nonce))
    },
    async asset(request, reply) {
      const path = request.url.split('?', 1)[0]
      if (path === '/index.html' || !files.has(path)) throw notFound(path)
      return sendAsset(await load(path), path, request, reply)
    },
  }
}

function sendAsset(asset: Asset, path: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const hashed = path.startsWith('/assets/')
  reply
    .header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('etag', asset.tag)
    .header('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === asset.tag) return reply.code(304).send()
  reply.type(asset.type)
  if (asset.zipped && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
    return reply.header('content-encoding', 'gzip').send(asset.zipped)
  }
  return reply.send(asset.bytes)
}

async function loadAsset(file: string): Promise<Asset> {
  const bytes = await readFile(file)
  const extension = extname(file)
  const zipped =
    bytes.length > 512 && !ALREADY_COMPRESSED.has(extension) ? await compress(bytes, { level: 9 }) : undefined
  const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`
  return { type: TYPES[extension] ?? 'application/octet-stream', bytes, zipped, tag }
}

/** URL path to file path, for every plain file below `dir`. */
function listFiles(dir: string): ReadonlyMap<string, string> {
  if (!existsSync(dir)) return new Map()
  const files = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
  return new Map(files.map((file) => [`/${relative(dir, file).split(sep).join('/')}`, file]))
}

/** Style attributes are allowed because the chart tooltips carry them; style and script elements need the nonce. */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
