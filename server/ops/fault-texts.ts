import type { FaultCode } from '#protocol/doctor.ts'

/** Every fault, for the log and the doctor. The dashboard has its own texts, in each language. */
export const FAULT_TEXTS: Readonly<Record<FaultCode, { problem: string; next: string }>> = {
  invalidEnvironment: {
    problem: 'the server does not start with this environment',
    next: 'correct the variables that are named here',
  },
  unknownVariables: {
    problem: 'unknown environment variable with the prefix AOI_',
    next: 'correct its name, or remove it',
  },
  plainHttp: {
    problem: 'the server accepts requests from other machines without TLS',
    next: 'put a proxy with TLS in front of it, and set AOI_PUBLIC_URL to the https origin of the proxy',
  },
  untrustedForwarding: {
    problem: 'requests come through an untrusted proxy, so all callers share one address and its limits',
    next: 'set AOI_TRUSTED_PROXIES to the number of proxies in front',
  },
  weakSeeds: {
    problem: 'tokens may be made of seeds that can be guessed',
    next: 'set AOI_MIN_SEED_BYTES to 16 or more',
  },
  weakSecret: {
    problem: 'AOI_AUTH_SECRET can be guessed',
    next: 'set 32 random bytes, for example by `openssl rand -base64 32`; operators then sign in again',
  },
  openMetrics: {
    problem: 'other machines can read the metrics without a token',
    next: 'set AOI_METRICS_TOKEN, or a loopback address in AOI_METRICS_LISTEN',
  },
  openDirectory: {
    problem: 'other users may read the data directory',
    next: 'remove that permission (chmod 700), or choose another AOI_DATA_DIR',
  },
  openFile: {
    problem: 'other users may read a private file',
    next: 'remove that permission (chmod 600), and replace the secret if others may have read it',
  },
  diskLow: {
    problem: 'the disk of the data directory is nearly full',
    next: 'free space: with less than 64 MiB the server refuses submissions',
  },
  fewOpenFiles: {
    problem: 'the process may open few files, and each session needs one',
    next: 'raise the limit (LimitNOFILE in the unit, or ulimit -n) above the number of sessions',
  },
  clockSkew: {
    problem: 'the clock of this machine differs from another one',
    next: 'synchronise both by NTP: TTL and sign-in codes depend on the time',
  },
  publicUrlAway: {
    problem: 'no AOI Server answers at AOI_PUBLIC_URL, as seen from this machine',
    next: 'correct AOI_PUBLIC_URL, or the proxy and the name behind it',
  },
  publicUrlOther: {
    problem: 'another AOI Server answers at AOI_PUBLIC_URL',
    next: 'correct AOI_PUBLIC_URL, or the address to which its name leads',
  },
  certificateEnds: {
    problem: 'the certificate at AOI_PUBLIC_URL ends soon',
    next: 'renew it, and let the proxy read it again',
  },
  noBackup: {
    problem: 'there is no recent backup',
    next: 'run `aoi admin backup` every day, and copy the result to another machine',
  },
  noRehearsal: {
    problem: 'no restore was rehearsed recently',
    next: 'run `aoi admin rehearse`, or set AOI_REHEARSE_AT',
  },
  rehearsalFailed: {
    problem: 'the last rehearsal of a restore failed',
    next: 'correct the reason, and run `aoi admin rehearse`',
  },
  databaseAway: {
    problem: 'the database cannot be used',
    next: 'see "When the database goes away" in docs/operations.md',
  },
  databaseSlow: {
    problem: 'the database answers slowly',
    next: 'look at its machine, its disk and the network between them',
  },
  textIndexBehind: {
    problem: 'the search by text lacks the newest notifications, because its index is behind the log',
    next: 'if the server runs, look for load: the index waits while the server has other work; see "A notification is not found" in docs/troubleshoot.md',
  },
  databaseNewer: {
    problem: 'a newer version has used the database',
    next: 'install that version, or restore a backup',
  },
  databaseOlder: {
    problem: 'the database lacks migrations of this version',
    next: 'take a backup, then start the server: it applies them',
  },
  redisAway: {
    problem: 'Redis does not answer',
    next: 'start it, or correct REDIS_URL; until then nodes tell each other by the database, up to two seconds later',
  },
}
