// A link into a folded part opens it, and a print has everything.
function openAll(folds) { folds.forEach((fold) => { fold.open = true; }); }
function openAround() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folds = [];
  for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
  openAll(folds);
  if (folds.length) target.scrollIntoView();
}
addEventListener("hashchange", openAround);
addEventListener("DOMContentLoaded", openAround);
addEventListener("beforeprint", () => openAll(document.querySelectorAll("details:not(.live)")));
