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

// TRS writes where it stands and counts from 0; UCAP names an element first and counts from 1.
function createPageHTML(...given) {
  const box = typeof given[0] === "string" ? document.getElementById(given.shift()) : null;
  const [pages, current, stem, extension] = given;
  const first = box ? 1 : 0;
  let links = "";
  for (let page = first; page < pages + first; page++) {
    const file = page === first ? `${stem}.${extension}` : `${stem}_${page}.${extension}`;
    links += `<a href="${file}" class="${page === current ? "current" : ""}">${page + 1 - first}</a>`;
  }
  if (box) box.innerHTML = links;
  else document.write(links);
}

function _showDynClicks() {
  document.write("1");
}

// The pages after the first come from the page builder, whose answers hold line breaks that JSON does not allow.
function pagination(pager) {
  const box = pager.parentElement;
  const [count, size, current] = ["count", "rows", "pageNo"].map((name) => Number(pager.getAttribute(name)));
  const fields = [...pager.getAttribute("queryData").matchAll(/'(\w+)':'([^']*)'/g)].map(([, name, value]) => [name, value]);
  const show = async (page) => {
    const asked = new URLSearchParams([...fields, ["paramJson", JSON.stringify({ pageNo: page, pageSize: size })]]);
    const answer = await (await fetch(`${pager.getAttribute("unitUrl")}?${asked}`)).text();
    box.innerHTML = JSON.parse(answer.replaceAll("\n", " ")).data.html;
    pagination(box.querySelector(".pagination"));
  };
  for (let page = 1; page <= Math.ceil(count / size); page++) {
    const link = document.createElement("a");
    link.textContent = page;
    link.className = page === current ? "current" : "";
    link.onclick = () => show(page);
    pager.append(link);
  }
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".pagination").forEach(pagination));
