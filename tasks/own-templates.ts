import { placeError } from '../templates/place-error.ts'
import { type Form, render, renderSource } from '../templates/render.ts'
import { describeReason, type Reason, type TaskContext } from './task.ts'

export const ownTemplatesDirectory = '.claude/templates'

/** Renders documents: a project's own template of the same name replaces a built-in one. */
export interface Templates {
  render(template: string, form: Form, data: object): string
  /** Takes the project's own template out of use, because of its result; false where the built-in one is in use already. */
  reject(template: string, detail: string): boolean
  /** What was wrong with the project's templates, or null: the built-in ones were used instead, so that nothing is lost. */
  readonly broken: BrokenTemplates | null
}

type BrokenTemplates = Extract<Reason, { reason: 'template-broken' }>

interface OwnTemplate {
  path: string
  source: string
}

/** The templates of a project: files under `.claude/templates/`, each named like the built-in one that it replaces. */
export function createTemplates({ files, log, runOwn }: Pick<TaskContext, 'files' | 'log' | 'runOwn'>): Templates {
  const own = new Map<string, OwnTemplate | undefined>()
  let broken: BrokenTemplates | null = null

  const refuse = (template: string, path: string, error: { line?: number; detail: string }) => {
    own.set(template, undefined)
    log.warn(describeReason({ reason: 'template-broken', path, ...error }))
    broken = broken
      ? { ...broken, others: [...(broken.others ?? []), { path, ...error }] }
      : { reason: 'template-broken', path, ...error }
  }
  const find = (template: string): OwnTemplate | undefined => {
    if (own.has(template)) return own.get(template)
    const path = `${ownTemplatesDirectory}/${template}.ejs`
    const info = files.info(path)
    if (info && (info.kind !== 'file' || !files.inside(path))) {
      refuse(template, path, { detail: 'it is not a file of the project; links are not followed' })
      return undefined
    }
    const found = info && { path, source: files.read(path) ?? '' }
    if (found) log.detail(`${path} is used in place of the built-in template`)
    own.set(template, found)
    return found
  }

  return {
    get broken() {
      return broken
    },
    render(template, form, data) {
      const found = find(template)
      if (!found) return render(template, form, data)
      try {
        return runOwn(found.path, () => renderSource(found.source, form, data, found.path))
      } catch (error) {
        refuse(template, found.path, placeError(error, found.source, form, found.path))
        return render(template, form, data)
      }
    },
    reject(template, detail) {
      const found = find(template)
      if (found) refuse(template, found.path, { detail })
      return found !== undefined
    },
  }
}
