(()=>{try{let t=localStorage.getItem("retold-theme");(t==="light"||t==="dark")&&(document.documentElement.dataset.theme=t)}catch{}})();
