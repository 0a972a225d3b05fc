import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import * as assert from 'uvu/assert'
import { repository } from './project.ts'

/** The forms of docs/schemas.json. */
export const schemas = JSON.parse(readFileSync(join(repository, 'docs/schemas.json'), 'utf8')) as {
  $id: string
  $defs: { commands: Record<string, object> }
}
const ajv = new Ajv2020({ strict: false, allErrors: true })
ajv.addSchema(schemas)

/** `of`: what was typed. */
export function assertForm(form: string, value: unknown, of: string = form) {
  const validate = ajv.getSchema(`${schemas.$id}#/$defs/${form}`)
  assert.ok(validate, form)
  assert.ok(validate?.(value), `${of}: ${ajv.errorsText(validate?.errors)}\n${JSON.stringify(value).slice(0, 2000)}`)
}

/** That a value is of its form, has something at each of these places (`analysis.notRead.why`), and would be refused with anything else there, or with another key beside it. */
export function assertDescribed(form: string, value: object, places: string[]) {
  assertForm(form, value)
  for (const place of places) {
    const keys = place.split('.')
    const last = keys.pop() as string
    for (const [odd, named] of [
      [{ odd: 1 }, last],
      ['', `${last}Odd`],
    ] as const) {
      const changed = structuredClone(value)
      const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], changed)
      assert.ok(parent && Object.hasOwn(parent, last), `${form} has ${place}`)
      Object.assign(parent, { [named]: odd })
      const validate = ajv.getSchema(`${schemas.$id}#/$defs/${form}`)
      assert.not.ok(validate?.(changed), `${form}: ${place}, with ${named} ${JSON.stringify(odd)}`)
    }
  }
}
