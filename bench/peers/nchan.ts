import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { findVersion, startChild } from '../kit/child.ts'
import { clientFrame, upgradeRequest } from '../kit/websocket.ts'
import { CHANNEL, MESSAGE_BYTES, type Peer } from './peer.ts'

const MODULE = '/usr/lib/nginx/modules/ngx_nchan_module.so'
const FRAME_HEAD_BYTES = 4
const UPGRADED = 'upgrade\r\n'

/**
 * nchan in nginx, with one worker. Subscribers and the publisher use websockets. It keeps no more messages than are in
 * flight.
 */
export const nchan: Peer = {
  name: 'nchan',
  version: () => (existsSync(MODULE) ? findVersion('nginx', '-v') : undefined),
  start: ({ port, directory }) => {
    const config = join(directory, 'nginx.conf')
    mkdirSync(join(directory, 'logs'), { recursive: true })
    writeFileSync(config, configuration(port, directory))
    return startChild({ command: 'nginx', args: ['-p', directory, '-c', config], port })
  },
  wire: {
    subscribe: [{ say: upgradeRequest(0, '/sub'), until: UPGRADED }],
    publisher: [{ say: upgradeRequest(0, '/pub'), until: UPGRADED }],
    message: clientFrame('x'.repeat(MESSAGE_BYTES - FRAME_HEAD_BYTES)),
  },
}

function configuration(port: number, directory: string): string {
  return `
load_module ${MODULE};
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid ${directory}/nginx.pid;
error_log ${directory}/logs/error.log;
events { worker_connections 16000; }
http {
  access_log off;
  client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  nchan_max_reserved_memory 64M;
  server {
    listen 127.0.0.1:${port};
    tcp_nodelay on;
    location = /sub { nchan_subscriber websocket; nchan_channel_id ${CHANNEL}; nchan_subscriber_first_message newest; }
    location = /pub { nchan_publisher websocket; nchan_channel_id ${CHANNEL}; nchan_message_buffer_length 64; }
  }
}
`
}
