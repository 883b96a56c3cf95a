/** Names of the calls between the page's preload and the shell. */
export const channels = {
  chooseFolder: 'lakebench:choose-folder',
  reveal: 'lakebench:reveal',
  menu: 'lakebench:menu',
} as const
