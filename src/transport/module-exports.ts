/**
 * The exports of a CommonJS module that was loaded with `import()`. Node's ESM puts them under
 * `default`; a bundler's CommonJS output may put them on the namespace itself.
 */
export function moduleExports<T extends object>(namespace: { readonly default: T }): T {
  const inner = namespace.default;
  return 'default' in inner ? inner : (namespace as unknown as T);
}
