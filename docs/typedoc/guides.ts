import { readFileSync } from 'node:fs';
import { dirname, normalize, relative } from 'node:path';
import type { Application, DocumentReflection, ProjectReflection } from 'typedoc';

/** The groups of documents, in their order: how their paths begin, and the page that names them in the order to read them in. */
export const GUIDE_GROUPS = {
  Guides: { under: 'docs/', index: 'docs/README.md' },
  Decisions: { under: 'docs/decisions/', index: 'docs/decisions/README.md' },
  About: { under: '', index: undefined },
} as const;

type GuideGroup = keyof typeof GUIDE_GROUPS;

/** Titles a document by its first heading, and puts it into its group: front matter would say both, and show on GitHub. */
export function nameGuide(app: Application, document: DocumentReflection): void {
  const path = pathOf(document);
  const heading = /^# (.+)$/m.exec(textOf(document))?.[1];
  if (heading === undefined) app.logger.error(`${path} has no heading of the first level, which is its title`);
  else document.name = heading.replaceAll('`', '');
  document.frontmatter['group'] = groupOfPath(path);
}

/** Puts guides into the order in which the index of their folder names them. A guide that it does not name is an error. */
export function orderGuides(app: Application, project: ProjectReflection): void {
  const documents = project.documents ?? [];
  const places = new Map(documents.map((document) => [document, placeOf(app, pathOf(document))]));
  const byPlace = (a: DocumentReflection, b: DocumentReflection): number => (places.get(a) ?? 0) - (places.get(b) ?? 0);
  documents.sort(byPlace);
  project.childrenIncludingDocuments = [...documents, ...(project.children ?? [])];
}

function placeOf(app: Application, path: string): number {
  const { index } = GUIDE_GROUPS[groupOfPath(path)];
  if (index === undefined || path === index) return 0;
  const place = linksOf(index).indexOf(path);
  if (place < 0) app.logger.error(`${index} does not name ${path}: every guide stands there, in the order to read them in`);
  return place + 1;
}

function groupOfPath(path: string): GuideGroup {
  const groups = Object.entries(GUIDE_GROUPS) as [GuideGroup, (typeof GUIDE_GROUPS)[GuideGroup]][];
  const [[group] = ['About' as const]] = groups
    .filter(([, { under }]) => path.startsWith(under))
    .sort(([, a], [, b]) => b.under.length - a.under.length);
  return group;
}

/** The files that a Markdown file links to, in order, from the root of the repository. */
function linksOf(file: string): readonly string[] {
  return [...readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#\s]+)/g)].map(([, target = '']) =>
    normalize(`${dirname(file)}/${target}`),
  );
}

function pathOf(document: DocumentReflection): string {
  const file = document.project.files.getReflectionPath(document);
  return file === undefined ? document.name : relative(process.cwd(), file).replaceAll('\\', '/');
}

function textOf({ content }: DocumentReflection): string {
  return content.map((part) => part.text).join('');
}
