/** The texts of the settings, in Spanish. */
import type { settings as en } from '../en/settings.ts'

export const settings: Record<keyof typeof en, string> = {
  'settings.lead': 'Lo que está en vigor. Los ajustes vienen del entorno en que inicia la pasarela:',
  'settings.installation': 'La instalación',
  'log.title': 'Nivel de log',
  'log.about': 'Del proceso que responde esta página. En debug hay una línea por petición.',
  'log.now': 'Ahora',
  'log.configured': 'Según los ajustes',
  'log.until': 'Hasta',
  'log.level': 'Nivel',
  'log.span': 'Por',
  'log.span_ten': '10 minutos',
  'log.span_hour': 'Una hora',
  'log.span_day': 'Un día',
  'log.span_open': 'Hasta el próximo inicio',
  'log.set': 'Aplicar',
  'rotation.title': 'Rotación de claves',
  'rotation.about':
    'Cifra cada secreto guardado con una clave maestra nueva, sin detener el servicio. Los secretos de ' +
    'clientes, claves y bots no cambian.',
  'rotation.current': 'Ninguna en curso',
  'rotation.spreading': 'La clave nueva se da a conocer',
  'rotation.sealing': 'Los secretos se cifran de nuevo',
  'rotation.overlap': 'Las direcciones anteriores aún valen',
  'rotation.overlap_for': 'Las direcciones anteriores valen por',
  'rotation.master': 'Clave maestra',
  'rotation.left': 'Filas restantes',
  'rotation.changed': 'Último cambio',
  'rotation.ends': 'Terminan las direcciones anteriores',
  'rotation.start': 'Iniciar una rotación',
  'rotation.start_ask': '¿Iniciar una rotación de claves?',
  'rotation.start_about':
    'Corre en segundo plano y sigue tras reinicios. Las direcciones de archivos y eventos ya entregadas valen ' +
    'por el tiempo elegido.',
  'rotation.started': 'La rotación comenzó',
  'rotation.end': 'Terminar la superposición',
  'rotation.end_ask': '¿Terminar la superposición ahora?',
  'rotation.end_about': 'Las direcciones de archivos y eventos de antes de la rotación responden 404 desde ahora.',
  'rotation.ended': 'La superposición terminó',
}
