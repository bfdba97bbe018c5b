import { fileURLToPath } from 'node:url'

/** @type {import('next').NextConfig} */
export default {
  poweredByHeader: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // A push sender treats a 308 as failure, so no path is redirected for its trailing slash.
  skipTrailingSlashRedirect: true,
  // Native code and drivers stay what Node loads from node_modules; bundling them breaks their file look-ups.
  serverExternalPackages: [
    '@libsql/client',
    '@node-rs/argon2',
    '@prisma/adapter-libsql',
    '@prisma/adapter-pg',
    '@prisma/client',
    'libsql',
    'pg',
    'pino',
  ],
  experimental: {
    // `forbidden()`: a page refuses with status 403 and app/forbidden.tsx.
    authInterrupts: true,
    // A link that is followed while the server is away waits for it, in place of the browser's error page.
    useOffline: true,
  },
  // `npm run check` does it, for everything at once; whoever only starts the server need not wait for it.
  typescript: { ignoreBuildErrors: true },
  turbopack: { root: fileURLToPath(new URL('.', import.meta.url)) },
}
