import type { HttpAnswer, HttpRequest } from './http-call.ts'
import { headersOf, readRetryAfter, tooLong } from './http-call.ts'

/** Browsers decide about certificates and proxies themselves: only the options for headers and credentials apply. */
export async function callHttpInBrowser(request: HttpRequest): Promise<HttpAnswer> {
  const { url, method, body, signal, options } = request
  const response = await fetch(url, {
    method,
    headers: headersOf(request),
    ...(body !== undefined && { body }),
    ...(options?.withCredentials === true && { credentials: 'include' as const }),
    redirect: 'error',
    cache: 'no-store',
    signal,
  })
  return {
    status: response.status,
    text: await readText(response, request.answerBytes),
    retryAfterSeconds: readRetryAfter(response.headers.get('retry-after')),
  }
}

async function readText(response: Response, answerBytes: number): Promise<string> {
  const reader = response.body?.getReader()
  if (reader === undefined) return ''
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  for (let read = await reader.read(); !read.done; read = await reader.read()) {
    bytes += read.value.byteLength
    if (bytes > answerBytes) {
      await reader.cancel()
      throw tooLong(answerBytes)
    }
    text += decoder.decode(read.value, { stream: true })
  }
  return text + decoder.decode()
}
