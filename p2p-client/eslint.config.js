import tseslint from 'typescript-eslint';

export default tseslint.config(
  // What the pages show: what a reader would write, with unused names
  { ignores: ['tests/docs/**'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // Interfaces with an index signature read better in error messages of users
      '@typescript-eslint/consistent-indexed-object-style': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // Sizes and counts in messages need no String()
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['tests/**'],
    rules: {
      // node:test tracks the promises of test() and describe() itself
      '@typescript-eslint/no-floating-promises': 'off',
    },
  },
);
