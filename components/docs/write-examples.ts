import type { DescribedOperation } from './describe-operation.ts'

export type ExampleLanguage = 'curl' | 'TypeScript' | 'Python'

/**
 * Writes calls of an operation of the server at `origin`: programs that run as they are once the credential is filled
 * in.
 */
export function writeExamples(
  operation: DescribedOperation,
  origin: string,
): Record<ExampleLanguage, string> {
  const url = origin + operation.path
  return {
    curl: writeCurl(operation, url),
    TypeScript: writeTypeScript(operation, url),
    Python: writePython(operation, url),
  }
}

function writeCurl({ method, needs, body }: DescribedOperation, url: string): string {
  return [
    `curl -X ${method} ${shell(url)}`,
    ...(needs === 'apiKey' ? ['-H "Authorization: Bearer $AOI_KEY"'] : []),
    ...(needs === 'aoiClient' ? ['-u "$AOI_CLIENT_ID:$AOI_CLIENT_SECRET"'] : []),
    ...(body === undefined
      ? []
      : ["-H 'Content-Type: application/json'", `-d ${shell(JSON.stringify(body))}`]),
  ].join(' \\\n  ')
}

function shell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

function writeTypeScript({ method, needs, body }: DescribedOperation, url: string): string {
  const headers = [
    ...(needs === 'apiKey' ? ["    authorization: 'Bearer ' + process.env.AOI_KEY,"] : []),
    ...(needs === 'aoiClient'
      ? [
          "    authorization: 'Basic ' + btoa(process.env.AOI_CLIENT_ID + ':' + process.env.AOI_CLIENT_SECRET),",
        ]
      : []),
    ...(body === undefined ? [] : ["    'content-type': 'application/json',"]),
  ]
  return [
    `const response = await fetch(${JSON.stringify(url)}, {`,
    `  method: ${JSON.stringify(method)},`,
    ...(headers.length === 0 ? [] : ['  headers: {', ...headers, '  },']),
    ...(body === undefined ? [] : [`  body: JSON.stringify(${JSON.stringify(body)}),`]),
    '})',
    'console.log(response.status, await response.text())',
  ].join('\n')
}

function writePython({ method, needs, body }: DescribedOperation, url: string): string {
  const secrets = needs === undefined ? [] : ['import os']
  const headers = [
    ...(needs === 'apiKey' ? ['    "Authorization": "Bearer " + os.environ["AOI_KEY"],'] : []),
    ...(needs === 'aoiClient' ? ['    "Authorization": "Basic " + credential,'] : []),
    ...(body === undefined ? [] : ['    "Content-Type": "application/json",']),
  ]
  return [
    ...(needs === 'aoiClient' ? ['import base64'] : []),
    ...(body === undefined ? [] : ['import json']),
    ...secrets,
    'import urllib.request',
    '',
    ...(needs === 'aoiClient'
      ? [
          'pair = os.environ["AOI_CLIENT_ID"] + ":" + os.environ["AOI_CLIENT_SECRET"]',
          'credential = base64.b64encode(pair.encode()).decode()',
        ]
      : []),
    ...(body === undefined ? [] : [`body = json.loads(${python(JSON.stringify(body))})`]),
    `request = urllib.request.Request(${python(url)}, method=${python(method)}, headers={`,
    ...headers,
    `}${body === undefined ? '' : ', data=json.dumps(body).encode()'})`,
    'with urllib.request.urlopen(request) as response:',
    '    print(response.status, response.read().decode())',
  ].join('\n')
}

/**
 * Writes a Python string. JSON’s escapes are valid in Python except for surrogates, which the examples do not contain.
 */
function python(text: string): string {
  return JSON.stringify(text)
}
