/** The facts about a browser that decide whether it can scan a code. */
export type ScanFacts = {
  isSecure: boolean
  hasCamera: boolean
  /** The formats of its `BarcodeDetector`; undefined without one. */
  formats: readonly string[] | undefined
}

/** `insecure`: a page without TLS gets no camera. `unsupported`: the browser reads no codes. */
export type ScanState = 'ready' | 'insecure' | 'unsupported'

export function scanStateOf({ isSecure, hasCamera, formats }: ScanFacts): ScanState {
  if (!isSecure) return 'insecure'
  return hasCamera && formats?.includes('qr_code') === true ? 'ready' : 'unsupported'
}

/** The reason why scanning ended without a link. */
export type ScanFailure = 'denied' | 'noCamera' | 'busy' | 'timedOut' | 'other'

/** Reads the name of the browser's error. */
export function scanFailureOf(name: string): ScanFailure {
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied'
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'noCamera'
  if (name === 'NotReadableError') return 'busy'
  return name === 'TimeoutError' ? 'timedOut' : 'other'
}
