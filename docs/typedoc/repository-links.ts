import { relative } from 'node:path';
import type { Application, CommentDisplayPart, ProjectReflection } from 'typedoc';

/** Links to files that are no page of the site, such as examples, lead to the repository: copied beside the pages, a browser would download them. */
export function linkToRepository(app: Application, project: ProjectReflection): void {
  const repository = app.options.getValue('sourceLinkTemplate').replace('#L{line}', '');
  const relink = (part: CommentDisplayPart): CommentDisplayPart => {
    if (part.kind !== 'relative-link' || part.target === undefined) return part;
    const target = project.files.resolve(part.target, project);
    if (typeof target !== 'string' || /\.(png|svg)$/.test(target)) return part;
    const path = relative(process.cwd(), target).replaceAll('\\', '/');
    return { kind: 'text', text: repository.replace('{path}', path) };
  };
  if (project.readme) project.readme = project.readme.map(relink);
  for (const document of project.documents ?? []) document.content = document.content.map(relink);
  for (const { comment } of Object.values(project.reflections)) if (comment) comment.summary = comment.summary.map(relink);
}
