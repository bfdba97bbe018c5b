import { FINDING_TITLES } from '#protocol/finding-texts.ts'
import { defineTexts } from '../i18n/define-texts.ts'

/** The sentence of each kind of finding; functions get the count. News have the same. */
export const findingTitles = defineTexts(FINDING_TITLES)
