/** The generator's own theme, with pictures of the phone in a phone's size. */
import DefaultTheme from 'vitepress/theme'
import './pictures.css'

export default DefaultTheme
