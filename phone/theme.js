/** Light, dark or the system's theme: set before the first paint, so it is a plain script in the page's head. */

const chosenTheme = localStorage.getItem('theme')
if (chosenTheme === 'light' || chosenTheme === 'dark') document.documentElement.dataset.theme = chosenTheme
