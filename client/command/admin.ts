import { defineCommand } from 'citty'

/** `aoi admin`: the operator's commands, for the machine of a running AOI Server. */
export const adminCommand = {
  ...defineCommand({
    meta: { name: 'admin', description: 'Administer the AOI Server on this machine' },
    subCommands: {
      keys: () => import('./admin/keys.ts').then((module) => module.keysCommand),
      'admin-keys': () => import('./admin/admin-keys.ts').then((module) => module.adminKeysCommand),
      codes: () => import('./admin/codes.ts').then((module) => module.codesCommand),
      'vapid-keys': () => import('./admin/vapid-keys.ts').then((module) => module.vapidKeysCommand),
      webhooks: () => import('./admin/webhooks.ts').then((module) => module.webhooksCommand),
      hooks: () => import('./admin/hooks.ts').then((module) => module.hooksCommand),
      clients: () => import('./admin/clients.ts').then((module) => module.clientsCommand),
      tokens: () => import('./admin/tokens.ts').then((module) => module.tokensCommand),
      operators: () => import('./admin/operators.ts').then((module) => module.operatorsCommand),
      audit: () => import('./admin/audit.ts').then((module) => module.auditCommand),
      erase: () => import('./admin/erase.ts').then((module) => module.eraseCommand),
      status: () => import('./admin/status.ts').then((module) => module.statusCommand),
      epoch: () => import('./admin/epoch.ts').then((module) => module.epochCommand),
      backup: () => import('./admin/backup.ts').then((module) => module.backupCommand),
      restore: () => import('./admin/restore.ts').then((module) => module.restoreCommand),
      doctor: () => import('./admin/doctor.ts').then((module) => module.adminDoctorCommand),
      'migrate-database': () =>
        import('./admin/migrate-database.ts').then((module) => module.migrateDatabaseCommand),
      rehearse: () => import('./admin/rehearse.ts').then((module) => module.rehearseCommand),
      verify: () => import('./admin/verify.ts').then((module) => module.verifyCommand),
    },
  }),
  examples: [
    'aoi admin keys create --name newsroom --application com.example.news',
    'aoi admin status --json',
    'AOI_DATA_DIR=/var/lib/aoi aoi admin tokens list',
  ],
}
