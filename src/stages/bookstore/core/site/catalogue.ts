import { hash } from '../random.ts'

export const FIELDS = [
  'Computing',
  'Mathematics',
  'Physics',
  'Life Sciences',
  'History',
  'Literature',
  'Economics',
  'Philosophy',
] as const
export type Field = (typeof FIELDS)[number]

export interface Book {
  readonly slug: string
  readonly title: string
  readonly author: string
  readonly field: Field
  readonly year: number
  readonly pages: number
  /** Cents. */
  readonly price: number
  readonly blurb: string
}

type Row = readonly [title: string, author: string, price: number, blurb: string]

/** Every title and author is invented. */
const SHELVES: Readonly<Record<Field, readonly Row[]>> = {
  Computing: [
    [
      'Streams and Their Banks',
      'Ilse Marchetti',
      64.0,
      'Data that never stops, and the programs that keep up with it.',
    ],
    [
      'The Patient Compiler',
      'Rufus Okonjo',
      72.5,
      'From characters to machine code, one honest step at a time.',
    ],
    [
      'Small Servers, Large Questions',
      'Hanna Vesterlund',
      39.9,
      'What a single machine can do once you stop wasting it.',
    ],
    [
      'Concurrency for the Unhurried',
      'Tomás Arrieta',
      58.0,
      'Locks, queues and messages explained by railway timetables.',
    ],
    [
      'A Field Guide to Log Files',
      'Priya Ramanathan',
      34.5,
      'How to read what your systems wrote down while you slept.',
    ],
    [
      'Proofs You Can Run',
      'Edwin Lascaris',
      81.0,
      'Types, specifications and the quiet joy of a checked theorem.',
    ],
    [
      'Networks from the Wire Up',
      'Gudrun Halloran',
      69.0,
      'Voltage, frames, packets, pages: every layer, with a soldering iron.',
    ],
    [
      'The Index at the End',
      'Mateo Brindle',
      44.0,
      'Search engines, from the concordance to the inverted file.',
    ],
  ],
  Mathematics: [
    [
      'Twelve Curves',
      'Odile Fontane',
      42.0,
      'A dozen curves, each with its history, its equation and its use.',
    ],
    ['Measure Without Tears', 'Kwame Asante', 66.0, 'Integration rebuilt from the ground, with pictures.'],
    ['The Odd and the Prime', 'Sunniva Dahl', 37.5, 'Number theory for readers who count on their fingers.'],
    [
      'Linear Maps and Other Journeys',
      'Bertram Quill',
      59.0,
      'Vector spaces as places, matrices as the roads between.',
    ],
    ['Chance and Its Laws', 'Leonor Castanheira', 54.5, 'Probability from dice to random processes.'],
    [
      'Graphs for Gardeners',
      'Anselm Weir',
      29.9,
      'Trees, forests and paths, for the mathematically green of thumb.',
    ],
    ['Topology by Hand', 'Mirela Stoica', 48.0, 'Paper, scissors, glue: surfaces that you can hold.'],
    ['Almost Everywhere', 'Jonas Pellworm', 75.0, 'Analysis at the edges, where the exceptions live.'],
  ],
  Physics: [
    ['The Weight of Light', 'Caspian Thorne', 52.0, 'Photons, pressure and why sails work in space.'],
    ['Warm Machines', 'Eleni Drakos', 61.0, 'Thermodynamics told by engines, from kettle to turbine.'],
    ['Waves on a Rope', 'Finnian Achterberg', 33.0, 'Everything that swings, sounds and shines.'],
    [
      'A Short Walk to Absolute Zero',
      'Yuki Hanamura',
      45.5,
      'Cold, colder, coldest: the laboratory at the bottom of the scale.',
    ],
    [
      'Fields and Forces',
      'Rosalind Petrakis',
      78.0,
      'Electromagnetism for the second year, with worked problems.',
    ],
    [
      'The Quantum Notebook',
      'Ibrahim Sallow',
      68.5,
      'One hundred experiments that cannot be explained any other way.',
    ],
    ['Gravity, Mostly', 'Wilhelmina Oake', 49.0, 'From falling apples to colliding stars.'],
    ['Noise', 'Dario Venn', 41.0, 'The physics of what you did not want to measure.'],
  ],
  'Life Sciences': [
    ['The Cell at Work', 'Amara Nwosu', 84.0, 'A working day in the life of a liver cell.'],
    ['Moss', 'Torvald Greer', 27.5, 'A small book about small plants that cover a large world.'],
    [
      'Blood, Bone and Breath',
      'Constance Mallory',
      92.0,
      'Human physiology in three systems and forty plates.',
    ],
    ['How Rivers Feed the Sea', 'Paloma Ibarra', 46.0, 'Ecology from the spring to the estuary.'],
    ['Genes in Plain Clothes', 'Stellan Ruiz', 57.0, 'What DNA does between the headlines.'],
    ['The Doctor Listens', 'Nadia Ferrante', 38.0, 'Diagnosis as an art of asking.'],
    ['Fungi of the Lecture Hall', 'Piet Loosduin', 24.9, 'A cheerful guide to what grows when nobody looks.'],
    ['Sleep and Other Rhythms', 'Maren Østby', 43.5, 'Clocks in cells, in bodies and in timetables.'],
  ],
  History: [
    ['The Mill and the Town', 'Agnes Tolliver', 36.0, 'Eight centuries of water power in one valley.'],
    [
      'Letters from a Printing House',
      'Cornelis Abbema',
      41.5,
      'Ink, debt and heresy: a family business, 1540–1610.',
    ],
    ['Salt Roads', 'Zaynab Khoury', 47.0, 'Trade across the desert before the map makers came.'],
    ['A Kingdom of Clerks', 'Lionel Prewitt', 53.0, 'How paperwork made the modern state.'],
    ['The Winter Parliament', 'Ingrid Solberg', 39.0, 'Nine weeks in 1787 that changed who could vote.'],
    [
      'Harbours of the Inland Sea',
      'Stavros Melas',
      62.0,
      'Ports, pilots and plague in the eastern Mediterranean.',
    ],
    [
      'Twenty Objects from a Closed Museum',
      'Bronwen Achebe',
      31.0,
      'What was kept, what was sold, what was quietly returned.',
    ],
    ['The Telegraph Summer', 'Oskar Lindqvist', 44.0, 'News at the speed of copper, 1858–1866.'],
  ],
  Literature: [
    [
      'The Unfinished Staircase',
      'Clementine Ashby',
      18.5,
      'A novel of an architect, a widow and a missing floor.',
    ],
    [
      'Northern Ballads, Annotated',
      'Ragnhild Moe',
      49.5,
      'Sixty songs with their variants, tunes and scandals.',
    ],
    ['How to Read a Short Book', 'Dominic Faraday', 22.0, 'On brevity; it takes an afternoon.'],
    ['The Translator at Night', 'Sofia Belmonte', 19.9, 'Stories from between two languages.'],
    ['Sonnets and Their Discontents', 'Percival Nyong’o', 35.0, 'Fourteen lines, fourteen quarrels.'],
    [
      'Rain in the Third Act',
      'Marguerite Delacroix',
      26.0,
      'Weather on the stage from antiquity to the matinée.',
    ],
    ['A Grammar of Ghosts', 'Hollis Kerr', 30.5, 'The haunted house as narrative machine.'],
    ['Poems for the Tram', 'Vesna Horvat', 16.0, 'Short lines for short distances.'],
  ],
  Economics: [
    ['The Price of Bread', 'Joaquín Salcedo', 43.0, 'Markets, told by one loaf.'],
    ['Games Honest People Play', 'Thea Brandvold', 55.0, 'Game theory without villains.'],
    ['Money Before Banks', 'Oluwaseun Adeyemi', 38.5, 'Shells, tallies and promises.'],
    ['The Commons Revisited', 'Birgit Haas', 47.5, 'Shared meadows, shared oceans, shared software.'],
    ['Auctions and Other Theatre', 'Lucian Marsh', 51.0, 'Why the hammer falls where it does.'],
    ['Counting the Uncounted', 'Farida Rahimi', 59.5, 'Statistics of the informal economy.'],
    ['Regression, Gently', 'Emil Sørensen', 63.0, 'Applied econometrics with real and messy data.'],
    ['A Week Without Money', 'Tabitha Crowe', 21.0, 'An experiment in one village, and what it cost.'],
  ],
  Philosophy: [
    ['What the Bridge Knows', 'Aurelio Conti', 33.5, 'Engineering as a way of thinking.'],
    ['Doubt: A User’s Manual', 'Frances Whitlock', 28.0, 'Scepticism for daily use.'],
    ['The Ethics of Small Things', 'Samuel Adebayo', 31.5, 'Queues, promises, umbrellas.'],
    ['Minds, Mostly Animal', 'Katarzyna Wilk', 45.0, 'What it may be like, and how we would know.'],
    ['On Being Interrupted', 'Noor van Dijk', 23.5, 'Attention in an age of bells.'],
    ['Logic for the Dinner Table', 'Gideon Sparrow', 27.0, 'How to argue and still be invited back.'],
    ['The Library Paradox', 'Esperanza Vidal', 36.5, 'Catalogues that list themselves, and other trouble.'],
    ['Time, Briefly', 'Håkon Eide', 25.0, 'Five views of the present moment.'],
  ],
}

export const BOOKS: readonly Book[] = FIELDS.flatMap((field) =>
  SHELVES[field].map(([title, author, price, blurb]) => {
    const number = hash(title)
    return {
      slug: slugOf(title),
      title,
      author,
      field,
      price: Math.round(price * 100),
      blurb,
      year: 2009 + (number % 18),
      pages: 96 + ((number >>> 8) % 560),
    }
  }),
)

const bySlug = new Map(BOOKS.map((book) => [book.slug, book]))

export function findBook(slug: string): Book | undefined {
  return bySlug.get(slug)
}

export function slugOf(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9\s-]/g, '')
    .trim()
    .replace(/[\s-]+/g, '-')
}

export function fieldOf(slug: string): Field | undefined {
  return FIELDS.find((field) => slugOf(field) === slug)
}

/** Books that hold every word of the query in title, author, field or blurb; best matches first. */
export function searchBooks(query: string): readonly Book[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 12)
  if (words.length === 0) return []
  const score = (book: Book) => {
    const name = `${book.title} ${book.author}`.toLowerCase()
    const rest = `${book.field} ${book.blurb}`.toLowerCase()
    let sum = 0
    for (const word of words) {
      if (name.includes(word)) sum += 2
      else if (rest.includes(word)) sum += 1
      else return 0
    }
    return sum
  }
  const scored = BOOKS.map((book) => ({ book, points: score(book) })).filter(({ points }) => points > 0)
  return scored.sort((a, b) => b.points - a.points).map(({ book }) => book)
}

/** Five books for a reader: always the same for the same name, mostly from the reader's own field. */
export function recommendedFor(user: string): readonly Book[] {
  const own = FIELDS[hash(user) % FIELDS.length]
  return nearest(BOOKS, 5, (book) => hash(`${user}/${book.slug}`) * (book.field === own ? 0.06 : 1))
}

const related = new Map<Book, readonly Book[]>()

/** Four neighbours of a book: same field first. */
export function relatedTo(book: Book): readonly Book[] {
  let found = related.get(book)
  if (!found) {
    const others = BOOKS.filter((other) => other !== book)
    const rank = (other: Book) => hash(`${book.slug}~${other.slug}`) * (other.field === book.field ? 0.05 : 1)
    found = nearest(others, 4, rank)
    related.set(book, found)
  }
  return found
}

function nearest(books: readonly Book[], count: number, rank: (book: Book) => number): readonly Book[] {
  const ranked = books.map((book) => ({ book, rank: rank(book) }))
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, count)
    .map(({ book }) => book)
}
