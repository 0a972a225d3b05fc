/** Parts of a project that files and actions belong to, in the words that a rule would use; the first row that fits counts. */
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
  ['documentation', /(^|\/)docs?\/|\.(md|rst)$/i],
  ['pages', /\.(html?|css)$|(^|\/)(public|pages|views|templates)\//i],
]

/** The area that a file or an action belongs to. */
export function areaOf(subject: string): string | undefined {
  return areas.find(([, pattern]) => pattern.test(subject))?.[0]
}

const mostAreas = 4

/** The areas of several files or actions, the most frequent first; a few, so that a sentence can name them. */
export function areasOf(subjects: string[]): string[] {
  const counts = new Map<string, number>()
  for (const subject of subjects) {
    const area = areaOf(subject)
    if (area) counts.set(area, (counts.get(area) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, mostAreas)
    .map(([area]) => area)
}
