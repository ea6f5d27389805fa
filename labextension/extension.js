// An extension of JupyterLab and Notebook 7, written by hand as what a build would make of it.
(() => {
  const VIEW = "application/vnd.jupyter.widget-view+json";

  // A live view whose kernel is gone reads "Error displaying widget"; its picture or question is stored below it.
  const patched = new WeakSet();
  function sayHowToMakeItLive(rendermime) {
    const renderer = rendermime.getFactory(VIEW)?.createRenderer({ mimeType: VIEW });
    if (!renderer || patched.has(renderer.constructor)) return;
    patched.add(renderer.constructor);
    const { renderModel } = renderer.constructor.prototype;
    renderer.constructor.prototype.renderModel = async function (model) {
      await renderModel.call(this, model);
      const howTo = model.data["text/plain"];
      const failed = this.node.textContent.startsWith("Error displaying widget");
      if (failed && howTo?.startsWith("Run this cell")) this.node.textContent = howTo;
    };
    renderer.dispose();
  }

  // Shift+Enter brings the next cell into view, and an explorer that is higher than the page is gone.
  function bringIntoView(_, { notebook, cell }) {
    const next = notebook.widgets.indexOf(cell) + 1;
    if (notebook.activeCellIndex !== next && notebook.activeCell !== cell) return;
    setTimeout(() => {
      const view = cell.outputArea?.node.querySelector(".dnnlib-live");
      const fits = view?.offsetHeight <= notebook.node.clientHeight;
      view?.scrollIntoView({ block: fits ? "nearest" : "start" });
    }, 400);
  }

  let shared;
  const plugin = {
    id: "dnnlib:live",
    autoStart: true,
    activate: async (app) => {
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: ({ content }) => sayHowToMakeItLive(content.rendermime),
      });
      const { NotebookActions } = (await Object.values(shared["@jupyterlab/notebook"])[0].get())();
      NotebookActions.executed.connect(bringIntoView);
    },
  };
  (window._JUPYTERLAB ??= {}).dnnlib = {
    init: (scope) => { shared = scope; },
    get: async () => () => ({ __esModule: true, default: plugin }),
  };
})();
