function (map, streets, spots, cameras, box) {
  "use strict";
  var container = map.getContainer();
  var printed = false;

  if (window.self !== window.top) {
    // In a page of ours: the map alone, its density legend as a card, the layers folded.
    document.documentElement.classList.add("framed");
    document.querySelectorAll(".leaflet-control-layers-expanded").forEach(function (list) {
      list.classList.remove("leaflet-control-layers-expanded");
      list.addEventListener("mouseenter", function () {
        list.classList.add("leaflet-control-layers-expanded");
      });
      list.addEventListener("focusin", function () {
        list.classList.add("leaflet-control-layers-expanded");
      });
      list.addEventListener("mouseleave", function () {
        list.classList.remove("leaflet-control-layers-expanded");
      });
    });
  }

  if (streets) {
    // The edges of streets come back over the coverage, so that it reads as ground seen.
    L.geoJSON(streets.toGeoJSON(), {
      pane: "edges", interactive: false, smoothFactor: 0.5,
      style: { color: "#8B8B86", weight: 0.8, opacity: 0.55, fill: false }
    }).addTo(map);
  }

  function nearness() {
    container.classList.toggle("near", map.getZoom() >= 17);
    container.classList.toggle("close", map.getZoom() >= 18.25);
  }
  map.on("zoomend", nearness);
  nearness();

  var list = container.querySelector(".leaflet-control-layers-expanded");
  if (list && container.clientWidth > 700) {
    // The list of layers stays in front of everything: popups open beside it.
    L.Popup.prototype.options.autoPanPaddingBottomRight = [list.offsetWidth + 20, 8];
    L.Popup.prototype.options.autoPanPaddingTopLeft = [52, 8]; // and beside the zoom buttons
  }

  cameras.forEach(function (camera) {
    var marker = camera[0], seen = camera[1];
    marker.on("popupopen", function () { seen.addTo(map); });
    marker.on("popupclose", function () { seen.remove(); });
  });

  document.querySelectorAll("[data-camera]").forEach(function (button) {
    button.addEventListener("click", function () {
      var marker = cameras[Number(button.dataset.camera)][0];
      map.setView(marker.getLatLng(), Math.max(map.getZoom(), 18.5), { animate: false });
      marker.openPopup();
    });
  });

  function show(rank) {
    spots.addTo(map);
    spots.eachLayer(function (collection) {
      collection.eachLayer(function (layer) {
        if (layer.feature.properties.spot !== rank) { return; }
        map.fitBounds(layer.getBounds(), { animate: false, maxZoom: 19, padding: [120, 120] });
        layer.openPopup();
      });
    });
  }
  document.querySelectorAll("[data-spot]").forEach(function (button) {
    button.addEventListener("click", function () { show(Number(button.dataset.spot)); });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { map.closePopup(); }
  });

  function frame() {
    map.invalidateSize({ animate: false });
    map.fitBounds(box, { animate: false, padding: [24, 24] });
  }
  if (document.documentElement.classList.contains("framed")) { frame(); }
  window.addEventListener("beforeprint", function () { printed = true; frame(); });
  window.addEventListener("afterprint", function () { if (printed) { printed = false; frame(); } });
}
