import { dirname, join, relative } from 'node:path'
import { escapeHtml } from '../templates/render.ts'

/** A link on a page in a directory to a file; both paths relative to the project. */
export const linkTo = (directory: string, file: string): string =>
  relative(directory, file)
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll("'", '%27'))
    .join('/')

/**
 * A page as it is at its new place: a link to a file leads to where that is now. Where `placeOf` knows no place to rely on, the link's text and the
 * file's name are left of it.
 */
export function withMovedLinks(
  page: string,
  { path, to }: { path: string; to: string },
  placeOf: (file: string) => string | undefined,
): string {
  return page.replace(
    /(<a\b[^>]*?\bhref=")([^"]*)("[^>]*>)([^<]*)<\/a>/g,
    (link, before: string, href: string, after: string, text: string) => {
      const file = fileOf(href, dirname(path))
      if (file === undefined) return link
      const place = placeOf(file)
      if (place !== undefined) return `${before}${linkTo(dirname(to), place)}${after}${text}</a>`
      const name = escapeHtml(file.slice(file.lastIndexOf('/') + 1))
      return text.includes(name) ? text : `${text}: ${name}`
    },
  )
}

/** The file that a link on a page leads to; undefined for one that leads into the page, to another site or to a part of a file. */
function fileOf(href: string, directory: string): string | undefined {
  if (!/^[^/?#:&][^?#:&]*$/.test(href)) return undefined
  try {
    return join(directory, decodeURIComponent(href))
  } catch {
    return undefined // a `%` of a template of the user's own
  }
}
