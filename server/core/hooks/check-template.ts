import type { HookShape } from '#protocol/hook-shapes.ts'
import { AoiError } from '../errors.ts'
import { SHAPES } from './shapes/shapes.ts'

/** Throws `invalid` if hooks of the shape have no template, or cannot use this one. */
export function checkTemplate(shape: HookShape, template: string): void {
  const { checkTemplate: check } = SHAPES[shape]
  if (check === undefined) throw new AoiError('invalid', `template: hooks of the shape ${shape} have none`)
  check(template)
}
