import { execFile, spawnSync } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { registerApp, registerClient } from '#server/testing/api-caller.ts'
import { startTestServer, type TestServer } from '#server/testing/start-test-server.ts'
import { makeTemporaryDirectory } from '#server/testing/temporary-database.ts'

const run = promisify(execFile)
const BODY = 'x'.repeat(4096)
const hasJava = spawnSync('javac', ['-version']).status === 0
/** Java's client asks for HTTP/2 by default with each request, until it knows that the connection uses HTTP/1.1. */
const JAVA_SOURCE = `
import java.net.URI;
import java.net.http.*;
import java.net.http.HttpResponse.BodyHandlers;

public class Send {
  public static void main(String[] arguments) throws Exception {
    HttpClient client = HttpClient.newHttpClient();
    String body = "x".repeat(4096);
    for (int count = 0; count < 3; count++) {
      HttpRequest push = HttpRequest.newBuilder(URI.create(arguments[0]))
        .header("TTL", "60").POST(HttpRequest.BodyPublishers.ofString(body)).build();
      System.out.println(client.send(push, BodyHandlers.ofString()).statusCode());
    }
    HttpRequest ready = HttpRequest.newBuilder(URI.create(arguments[1])).build();
    System.out.println(client.send(ready, BodyHandlers.ofString()).statusCode());
  }
}`

describe('a stock client that asks for HTTP/2 over plain HTTP', () => {
  let server: TestServer
  let endpoint: string
  beforeAll(async () => {
    server = await startTestServer()
    const token = await registerApp(server.url, { as: await registerClient(server.url), webPush: true })
    endpoint = `${server.url}/wp/${token}`
  })
  afterAll(() => server.stop())

  it('delivers several requests on one connection, with curl --http2', async () => {
    const each = [
      '--http2',
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code} ',
      '-H',
      'TTL: 60',
      '--data-binary',
      BODY,
    ]
    const { stdout } = await run('curl', [...each, endpoint, '--next', ...each, endpoint])
    expect(stdout).toBe('201 201 ')
  })

  it.skipIf(!hasJava)('delivers with the HttpClient of Java, unless no JDK is installed', async () => {
    const directory = await makeTemporaryDirectory()
    const path = join(directory.path, 'Send.java')
    await writeFile(path, JAVA_SOURCE)
    const { stdout } = await run('java', [
      '-XX:TieredStopAtLevel=1',
      path,
      endpoint,
      `${server.url}/api/ready`,
    ])
    await directory.remove()
    expect(stdout.trim().split('\n')).toEqual(['201', '201', '201', '200'])
  })
})
