import { relative } from 'node:path';
import {
  type Application,
  Comment,
  CommentTag,
  type DeclarationReflection,
  type ProjectReflection,
  ReferenceReflection,
  ReflectionKind,
} from 'typedoc';
import { groupOf, GROUPS } from './groups.ts';
import { GUIDE_GROUPS } from './guides.ts';

// Those of classes and interfaces, which typedoc orders so unless it is given an order of its own.
const MEMBER_GROUPS = ['Enumeration Members', 'Constructors', 'Properties', 'Accessors', 'Methods'];

/** Orders what a page lists: modules, guides, the groups of a module, the members of a class. */
export function showGroupsInOrder(app: Application): void {
  app.options.setValue('groupOrder', ['Modules', ...Object.keys(GUIDE_GROUPS), ...Object.keys(GROUPS), ...MEMBER_GROUPS, '*']);
}

/** Puts every exported name into the group of its source folder. A name without a comment is reported by the validation, not here. */
export function groupBySource(app: Application, project: ProjectReflection): void {
  const source = app.options.getValue('basePath') || process.cwd();
  for (const module of project.getReflectionsByKind(ReflectionKind.Module).filter((one) => one.isDeclaration()))
    for (const exported of module.children ?? []) {
      const named = exported instanceof ReferenceReflection ? exported.getTargetReflectionDeep() : exported;
      const file = (named.isDeclaration() ? named.sources?.[0]?.fullFileName : undefined) ?? '';
      const group = groupOf(relative(`${source}/src`, file).replaceAll('\\', '/'));
      if (group === undefined) app.logger.error(`${exported.getFullName()} has no group: give ${file} one in docs/typedoc/groups.ts`);
      else tag(exported, group);
    }
}

function tag(reflection: DeclarationReflection, group: string): void {
  if (reflection instanceof ReferenceReflection) reflection.comment ??= new Comment();
  // A function's comment is that of its first signature.
  const comment = reflection.comment ?? reflection.signatures?.[0]?.comment;
  comment?.blockTags.push(new CommentTag('@group', [{ kind: 'text', text: group }]));
}
