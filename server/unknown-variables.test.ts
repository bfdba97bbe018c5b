import { expect, it } from 'vitest'
import { listUnknownVariables } from './env.ts'

it('names unknown AOI_ variables with the nearest known name', () => {
  const variables = {
    ...{
      AOI_PUBLIC_URI: 'x',
      AOI_TRUSTED_PROXY: '1',
      AOI_ALLOWED_HOST: 'x',
      AOI_SOMETHING_ELSE_ENTIRELY: '1',
    },
    ...{ AOI_PUBLIC_URL: 'x', PORT: '1', HOSTT: 'x', AOI_SEED: 'of the command', AOI_DATA_DIRR: '' },
  }
  expect(listUnknownVariables(variables)).toEqual([
    'AOI_ALLOWED_HOST (AOI_ALLOWED_HOSTS?)',
    'AOI_DATA_DIRR (AOI_DATA_DIR?)',
    'AOI_PUBLIC_URI (AOI_PUBLIC_URL?)',
    'AOI_SOMETHING_ELSE_ENTIRELY',
    'AOI_TRUSTED_PROXY (AOI_TRUSTED_PROXIES?)',
  ])
})
