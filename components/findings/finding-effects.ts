import { FINDING_EFFECTS } from '#protocol/finding-texts.ts'
import { defineTexts } from '../i18n/define-texts.ts'

/** The consequence of each kind of finding. News have the same. */
export const findingEffects = defineTexts(FINDING_EFFECTS)
