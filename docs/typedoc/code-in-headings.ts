interface Token {
  readonly type: string;
  content: string;
  children: Token[] | null;
}

interface State {
  readonly tokens: readonly Token[];
  readonly Token: new (type: string, tag: string, nesting: 0) => Token;
}

/** What is used here of a parser of markdown-it. */
interface Parser {
  readonly core: { readonly ruler: { push(name: string, rule: (state: State) => void): void } };
}

/**
 * Gives headings the anchors that they have on GitHub. typedoc makes an anchor of the text of a heading and takes code for none, so
 * "A watch with `diagnose`" would be `#a-watch-with`: here its code is text between two tags.
 */
export function countCodeInHeadings(parser: Parser): void {
  parser.core.ruler.push('code-in-headings', ({ tokens, Token }) => {
    const made = (type: string, content: string): Token => Object.assign(new Token(type, '', 0), { content });
    for (const [index, token] of tokens.entries())
      if (tokens[index - 1]?.type === 'heading_open' && token.children)
        token.children = token.children.flatMap((child) =>
          child.type === 'code_inline'
            ? [made('html_inline', '<code>'), made('text', child.content), made('html_inline', '</code>')]
            : [child],
        );
  });
}
