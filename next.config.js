import { fileURLToPath } from 'node:url'

/** @type {import('next').NextConfig} */
const config = {
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
  // The same build has the same name, so that packages are reproducible (scripts/build.ts).
  generateBuildId: () => process.env.BUILD_ID ?? null,
}

/** Next's build also traces the files of Next that a server needs (scripts/package). */
const TRACED = {
  output: 'standalone',
  // No image is scaled, and types are checked elsewhere.
  outputFileTracingExcludes: {
    '**': ['node_modules/sharp/**', 'node_modules/@img/**', 'node_modules/typescript/**'],
  },
}

export default (phase) => (phase === 'phase-production-build' ? { ...config, ...TRACED } : config)
