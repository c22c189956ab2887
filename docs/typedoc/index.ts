import { Application, Converter } from 'typedoc';
import { addCatalogueRows } from './catalogue-rows.ts';
import { countCodeInHeadings } from './code-in-headings.ts';
import { groupBySource, showGroupsInOrder } from './group-by-source.ts';
import { nameGuide, orderGuides } from './guides.ts';
import { linkToRepository } from './repository-links.ts';

/** What typedoc does for this project beside its own options: groups by source folder, titled guides, rows of the catalogue. */
export function load(app: Application): void {
  // Options are read anew after plugins are loaded.
  app.on(Application.EVENT_BOOTSTRAP_END, () => {
    showGroupsInOrder(app);
    app.options.setValue('markdownItLoader', countCodeInHeadings);
  });
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
