-- A check that comes out as NULL refuses nothing: without this a place could lack its shape, or half of a circle.
ALTER TABLE "place"
  DROP CONSTRAINT "place_is_circle_or_polygon",
  ADD CONSTRAINT "place_is_circle_or_polygon" CHECK (
    CASE WHEN "polygon" IS NOT NULL THEN num_nonnulls("latitude", "longitude", "radius_m") = 0
    ELSE num_nonnulls("latitude", "longitude", "radius_m") = 3 AND "latitude" BETWEEN -90 AND 90 AND "longitude" BETWEEN -180 AND 180 AND "radius_m" BETWEEN 1 AND 100000 END
  );
