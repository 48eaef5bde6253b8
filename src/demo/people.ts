/** The shop's customers and what they write, as data. All numbers are of a range that the documents use. */

const names = [
  ...['Ana Torres', 'Luis Cedeño', 'María José Vera', 'Carlos Mera', 'Lucía Paredes', 'Jorge Andrade', 'Daniela Ruiz'],
  ...['Pedro Loor', 'Gabriela Salas', 'Andrés Molina', 'Verónica Páez', 'Diego Quishpe', 'Paola Zambrano'],
  ...['Sebastián Vaca', 'Camila Ortiz', 'Roberto Chiriboga', 'Elena Mosquera', 'Mateo Villacís', 'Isabel Guerrero'],
  ...['Fernando Pozo', 'Natalia Bravo', 'Javier Cevallos', 'Rosa Tipán', 'Esteban Neira', 'Sofía Carrera'],
  ...['Ricardo Lema', 'Valeria Núñez', 'Hugo Espín', 'Carolina Rivas', 'Tomás Benítez', 'Adriana Castro'],
  ...['Marco Suárez', 'Patricia León', 'Iván Robles', 'Mónica Freire', 'Cristian Yánez', 'Lorena Duarte'],
]

export type Customer = { number: string; name: string }

export const customers: readonly Customer[] = names.map((name, index) => ({
  number: String(593_987_654_321 + index),
  name,
}))

/** A number that nobody has at WhatsApp: a typing mistake in an order. */
export const unreachable: Customer = { number: '593987654999', name: 'Número mal escrito' }

/** What a customer asks, and how the shop answers. */
export const talks: readonly { asks: string; answers: string; ends: string }[] = [
  {
    asks: 'Hola, ¿tienen la chaqueta azul en talla M?',
    answers: '¡Hola! Sí, nos quedan dos en talla M. ¿Se la reservamos?',
    ends: 'Sí, por favor. Paso mañana 🙌',
  },
  {
    asks: 'Buenas, ¿hasta qué hora atienden hoy?',
    answers: 'Buenas tardes. Hoy atendemos hasta las 20:00, y el domingo de 10:00 a 14:00.',
    ends: 'Gracias',
  },
  {
    asks: 'Mi pedido no llega, ¿dónde está?',
    answers: 'Lo revisamos: salió esta mañana con el mensajero y llega antes de las 18:00.',
    ends: 'Perfecto, lo espero',
  },
  {
    asks: '¿Puedo cambiar los zapatos? Me quedaron grandes',
    answers: 'Claro que sí. Tráigalos con la factura dentro de 15 días y le damos otro número.',
    ends: 'Qué bueno, gracias',
  },
  {
    asks: '¿Hacen envíos a Cuenca?',
    answers: 'Sí, a todo el país. A Cuenca cuesta $4,50 y demora dos días.',
    ends: 'Entonces quiero dos',
  },
  {
    asks: '¿Me ayuda con el pago? La tarjeta no pasa',
    answers: 'Con gusto. Puede pagar también por transferencia; le enviamos los datos.',
    ends: 'Listo, ya transferí',
  },
]
