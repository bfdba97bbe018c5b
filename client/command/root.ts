import { defineCommand } from 'citty'

/** The tree of `aoi` commands. Each is loaded when it is called, so that none pays for the others. */
export const rootCommand = {
  ...defineCommand({
    meta: { name: 'aoi', description: 'Receive and send AOI notifications, and administer an AOI Server' },
    subCommands: {
      listen: () => import('./listen.ts').then((module) => module.listenCommand),
      send: () => import('./send.ts').then((module) => module.sendCommand),
      daemon: () => import('./daemon.ts').then((module) => module.daemonCommand),
      mcp: () => import('./mcp.ts').then((module) => module.mcpCommand),
      doctor: () => import('./doctor.ts').then((module) => module.doctorCommand),
      admin: () => import('./admin.ts').then((module) => module.adminCommand),
    },
  }),
  examples: [
    'aoi listen --server http://127.0.0.1:3000 --app com.example.news --seed "$SEED"',
    'aoi send --server http://127.0.0.1:3000 --key "$KEY" g1… \'{"text":"hello"}\'',
    'aoi admin keys create --name newsroom --application com.example.news',
  ],
}
