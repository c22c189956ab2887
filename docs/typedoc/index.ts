import { type Application, Converter } from 'typedoc';
import { addCatalogueRows } from './catalogue-rows.ts';
import { groupBySource, showGroupsInOrder } from './group-by-source.ts';
import { nameGuide, orderGuides } from './guides.ts';
import { linkToRepository } from './repository-links.ts';

/** What typedoc does for this project beside its own options: groups by source folder, titled guides, rows of the catalogue. */
export function load(app: Application): void {
  showGroupsInOrder(app);
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    nameGuide(app, document);
  });
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => {
    groupBySource(app, project);
    orderGuides(app, project);
    addCatalogueRows(app, project);
    linkToRepository(app, project);
  });
}
