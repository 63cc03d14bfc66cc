import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Child } from '../processes/child.ts'
import { descendantsOf } from '../processes/descendants.ts'
import { freePort, tryPort } from '../processes/free-port.ts'
import type { Contestant, Surroundings } from './contestant.ts'

/** The reference: nginx as a bare proxy, which authenticates nobody and counts nothing. */
export const nginx: Contestant = {
  name: 'nginx',
  async start(surroundings) {
    const environment = {
      ...surroundings.environment,
      PATH: `${surroundings.environment.PATH}:/usr/sbin:/usr/local/sbin`,
    }
    const version = readVersion(environment)
    const port = await freePort()
    const configFile = join(surroundings.folder, 'nginx.conf')
    writeFileSync(configFile, configuration(port, surroundings))
    const child = Child.spawn('nginx', ['-p', surroundings.folder, '-c', configFile, '-e', 'stderr'], environment)
    const pid = await child.orStop(async () => {
      await child.waitFor(() => tryPort(port), 5000)
      return child.waitFor(() => descendantsOf(child.pid)[0]?.pid ?? null, 5000)
    })
    return {
      version,
      pid,
      port,
      basePath: '/v1',
      headers: { authorization: 'Bearer bench-provider-credential' },
      audit: async () => null,
      stop: () => child.stop(),
    }
  },
}

function readVersion(environment: NodeJS.ProcessEnv): string {
  try {
    // It prints its version on the error stream.
    const text = execFileSync('/bin/sh', ['-c', 'nginx -v 2>&1'], { env: environment, encoding: 'utf8' })
    return /nginx\/(\S+)/.exec(text)?.[1] ?? 'unknown'
  } catch (cause) {
    throw new Error('nginx is not installed: `apt-get install nginx-light` or `apt-get install nginx`', { cause })
  }
}

/**
 * One worker; connections kept alive on both sides; nothing buffered, neither answers nor requests, as a gateway that inspects
 * nothing would do it (with request buffering on, a 31 KB body goes through a file).
 */
function configuration(port: number, { folder, upstreamPort }: Surroundings): string {
  return `${process.getuid?.() === 0 ? 'user root;\n' : ''}worker_processes 1;
daemon off;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000000;
  keepalive_timeout 300s;
  client_max_body_size 32m;
  client_body_buffer_size 64k;
  client_body_temp_path ${folder}/client-body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  upstream provider {
    server 127.0.0.1:${upstreamPort};
    keepalive 512;
    keepalive_requests 1000000000;
  }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://provider;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering off;
      proxy_request_buffering off;
      proxy_buffer_size 16k;
      proxy_buffers 8 16k;
    }
  }
}
`
}
