/** Parts of a project that files belong to, in the words that a rule would use; the first row that fits counts. */
const areas: [name: string, pattern: RegExp][] = [
  ['tests', /(^|[/._-])(tests?|specs?|e2e|__tests__)([/._-]|$)/i],
  ['authentication', /(^|[/._\s-])(auth|login|session|oauth|jwt|password)/i],
  ['authorization', /(^|[/._\s-])(authz|permissions?|roles?|acl)([/._-]|$)/i],
  ['database schema', /(^|[/._\s-])(schema|migrations?|models?)([/._\s-]|$)|\.sql$/i],
  ['API contracts', /(^|[/._\s-])(api|routes?|endpoints?|contracts?|openapi|graphql|proto)([/._\s-]|$)/i],
  ['privacy', /(^|[/._\s-])(privacy|consent|gdpr)/i],
  ['deployment', /(^|[/._\s-])(deploy\w*|docker\w*|k8s|helm|terraform|infra)([/._\s-]|$)/i],
  ['continuous integration', /(^|\/)\.(github|gitlab-ci|circleci)/i],
  ['database access', /(^|[/._\s-])(db|database|mongo\w*|repositories)([/._\s-]|$)/i],
  ['configuration', /(^|[/._\s-])(config|settings)([/._\s-]|$)|(^|\/)\.env|\.(toml|ya?ml)$|(^|\/)package\.json$/i],
  ['documentation', /(^|\/)docs?\/|^[^/]+\.md$|(^|\/)(readme|changelog|contributing|install|security)[^/]*$|\.rst$/i],
  ['pages', /\.(html?|css)$|(^|\/)(public|pages|views|templates)\//i],
]

/** A file of a subject: one with a folder or an extension. What an action is called in other words says nothing about the part of the project. */
const file =
  /(?<=^|[\s("'`])(?:(?:[\w@.~-]{0,255}\/){1,32}[\w@.-]{0,255}|[\w@.-]{1,255}\.[a-z][a-z0-9]{0,5})(?=$|[\s)"'`,;:!?])/gi

const mostAreas = 4

/** The areas of the files that actions are about, the most frequent first; a few, so that a sentence can name them. */
export function areasOf(subjects: string[]): string[] {
  const counts = new Map<string, number>()
  for (const subject of subjects) {
    const found = (subject.match(file) ?? []).flatMap(
      (path) => areas.find(([, pattern]) => pattern.test(path))?.[0] ?? [],
    )
    for (const area of new Set(found)) counts.set(area, (counts.get(area) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, mostAreas)
    .map(([area]) => area)
}
