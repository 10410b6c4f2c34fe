// One page of each kind, without the edition before it. Status is what the server has to answer.
export const editions = ['zh-TW', 'en', 'mul'];

export const kinds = [
  { name: 'home', path: '', status: 200 },
  { name: 'code 404', path: '404', status: 200 },
  { name: 'code 206', path: '206', status: 200 },
  { name: 'class', path: '4xx', status: 200 },
  { name: 'about', path: 'about', status: 200 },
  { name: 'search with results', path: 'search?q=cache', status: 200 },
  { name: 'search without results', path: 'search?q=qqqqqqqqqq', status: 200 },
  { name: 'empty search', path: 'search', status: 200 },
  { name: 'unassigned', path: '588', status: 200 },
  { name: '404 page', path: 'no/such/page', status: 404 },
];
