import { marks, read, type Scene } from './scene.ts'

const mostLinks = 20

export interface Link {
  kind: 'pr'
  url: string
}

export function linksOf(scene: Scene): Link[] {
  const found = marks(scene, ['link'], 500).flatMap(
    (mark) => read(scene, mark, (quotes, value) => quotes.link(value)) ?? [],
  )
  const byUrl = new Map(found.toReversed().map((link) => [link.url, link]))
  return [...byUrl.values()].slice(-mostLinks)
}
