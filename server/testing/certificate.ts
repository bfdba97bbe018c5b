import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** A certificate for this machine that nothing trusts, as files. */
export type Certificate = {
  keyPath: string
  certificatePath: string
  /** Certificate and key in one file, as HAProxy reads them. */
  bundlePath: string
}

/** Makes a certificate for `localhost` in the directory. Needs `openssl`. */
export async function makeCertificate(directory: string): Promise<Certificate> {
  const [keyPath = '', certificatePath = '', bundlePath = ''] = ['key', 'certificate', 'bundle'].map((name) =>
    join(directory, `${name}.pem`),
  )
  await promisify(execFile)('openssl', [
    ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'],
    ...['-keyout', keyPath, '-out', certificatePath, '-subj', '/CN=localhost'],
    ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
    ...['-addext', 'basicConstraints=critical,CA:TRUE'],
  ])
  const parts = await Promise.all([certificatePath, keyPath].map((path) => readFile(path, 'utf8')))
  await writeFile(bundlePath, parts.join(''))
  return { keyPath, certificatePath, bundlePath }
}
