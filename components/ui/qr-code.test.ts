import { encodeQR } from 'qr'
import { decodeQR } from 'qr/decode.js'
import { expect, it } from 'vitest'
import { drawModules } from './qr-code.tsx'

const SCALE = 4

/** Paints the bars of the path, as a browser does, and reads the picture as a camera would. */
function scan({ side, path }: { side: number; path: string }): string {
  const width = side * SCALE
  const data = new Uint8Array(width * width * 4).fill(255)
  for (const [, x, y, length] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g))
    for (let row = 0; row < SCALE; row += 1)
      for (let column = 0; column < Number(length) * SCALE; column += 1) {
        const at = ((Number(y) * SCALE + row) * width + Number(x) * SCALE + column) * 4
        data.fill(0, at, at + 3)
      }
  return decodeQR({ width, height: width, data })
}

it.each([60, 400, 1500])('a code of %i characters is read back from its picture', (length) => {
  const text = `https://aoi.example.com/inbox#join=${'aZ09-_'.repeat(length)}`.slice(0, length)
  const drawn = drawModules(text)
  expect(scan(drawn)).toBe(text)
  expect(drawn.side).toBe(encodeQR(text, 'raw', { ecc: 'medium', border: 4 }).length)
})
