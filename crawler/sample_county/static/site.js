// Stand-ins for the publishing systems' own scripts: they show in a browser what the bytes of a list page hold.

function $(selector) {
  return { jpage: (options) => jpage(document.getElementById(selector.slice(1)), options) };
}

// The first three pages of rows lie in the page; the following ones come from the proxy, three pages at a time.
function jpage(box, { totalRecord, perPage, groupSize, proxyUrl, ajaxParam }) {
  const rowsOf = (text) => [...text.matchAll(/<record><!\[CDATA\[([\s\S]*?)\]\]><\/record>/g)].map((match) => match[1]);
  const size = perPage * groupSize;
  const groups = [rowsOf(box.textContent)];
  const show = async (page) => {
    const group = Math.floor((page * perPage) / size);
    if (!groups[group]) {
      const range = { startrecord: group * size + 1, endrecord: (group + 1) * size, perpage: perPage };
      const answer = await fetch(`${proxyUrl}?${new URLSearchParams({ ...range, ...ajaxParam })}`);
      groups[group] = rowsOf(await answer.text());
    }
    const first = page * perPage - group * size;
    box.innerHTML = `<ul>${groups[group].slice(first, first + perPage).join("")}</ul><div class="pager"></div>`;
    for (let other = 0; other < totalRecord / perPage; other++) {
      const link = document.createElement("a");
      link.textContent = other + 1;
      link.className = other === page ? "current" : "";
      link.onclick = () => show(other);
      box.lastChild.append(link);
    }
  };
  show(0);
}

function createPageHTML(pages, current, stem, extension) {
  for (let page = 0; page < pages; page++) {
    const file = page ? `${stem}_${page}.${extension}` : `${stem}.${extension}`;
    document.write(`<a href="${file}" class="${page === current ? "current" : ""}">${page + 1}</a>`);
  }
}
