import { PAGE_LIMITS } from '#protocol/page-limits.ts'
import { type ScanState, scanStateOf } from './scan-state.ts'

const STEP_MILLISECONDS = 200

/** The used part of the Barcode Detection API, which TypeScript's types lack. */
type Detector = { detect(source: HTMLVideoElement): Promise<readonly { rawValue: string }[]> }
type DetectorClass = {
  new (options: { formats: string[] }): Detector
  getSupportedFormats(): Promise<string[]>
}
declare const BarcodeDetector: DetectorClass | undefined

export async function readScanState(): Promise<ScanState> {
  const hasDetector = typeof BarcodeDetector !== 'undefined'
  return scanStateOf({
    isSecure: globalThis.isSecureContext,
    hasCamera: 'mediaDevices' in navigator,
    formats: hasDetector ? await BarcodeDetector.getSupportedFormats().catch(() => []) : undefined,
  })
}

/**
 * Shows the camera in `video`, and returns the text of the first QR code that `isWanted`. Calls `onOther` for another
 * code. Rejects with the browser's error, with `TimeoutError` after `inboxScanSeconds`, or when `signal` aborts. The
 * camera is off afterwards.
 */
export async function scanCode(
  video: HTMLVideoElement,
  of: { isWanted: (text: string) => boolean; onOther: () => void; signal: AbortSignal },
): Promise<string> {
  if (typeof BarcodeDetector === 'undefined') throw new Error('this browser reads no codes')
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
  try {
    video.srcObject = stream
    await video.play()
    const detector = new BarcodeDetector({ formats: ['qr_code'] })
    const until = performance.now() + PAGE_LIMITS.inboxScanSeconds * 1000
    while (performance.now() < until) {
      of.signal.throwIfAborted()
      const texts = (await detector.detect(video)).map(({ rawValue }) => rawValue)
      const wanted = texts.find(of.isWanted)
      if (wanted !== undefined) return wanted
      if (texts.length > 0) of.onOther()
      await new Promise((resolve) => setTimeout(resolve, STEP_MILLISECONDS))
    }
    throw new DOMException('no code was found', 'TimeoutError')
  } finally {
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}
