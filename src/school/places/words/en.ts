/** What people read of places, in English. */
export const words = {
  theAddressSearchIsOffSet: 'The address search is off. Set NOMINATIM_URL to turn it on, or type the position.',
  itsAnswerHasAnotherForm: (list: string): string => `its answer has another form at ${list}`,
  itsAnswerIsNotJson: 'its answer is not JSON',
  youAreAtThePlace: 'you are at the place of this class',
  yourPositionIsNot: 'your position is not at the place of this class',
  yourPositionDoesNotTell: 'your position does not tell for certain whether you are at the place of this class',
  inside: 'inside',
  outside: 'outside',
  notClearlyInside: 'not clearly inside',
  butNotClearlyInside: ': not clearly inside',
  theEdge: ({
    nameDistance,
    accuracy,
    rest,
    item,
  }: {
    nameDistance: string;
    accuracy: string;
    rest: string;
    item: string;
  }): string => `${nameDistance} ${accuracy} ${rest} the edge${item}`,
  inKmHKmH: ({
    travelM,
    elapsedMs,
    kmh,
    fastestKmh,
  }: {
    travelM: string;
    elapsedMs: string;
    kmh: number;
    fastestKmh: number;
  }): string => `${travelM} in ${elapsedMs}: ${kmh} km/h > ${fastestKmh} km/h`,
  yourPositionIsTooFarFrom: 'your position is too far from your last one for the time between them',
  km: (figure: number): string => `${figure} km`,
  min: (figure: number): string => `${figure} min`,
  isARadiusOf1M: 'is a radius of 1 m at least',
  isARadiusOfM: (largestReachM: number): string => `is a radius of ${largestReachM} m at most`,
  hasNoRing: 'has no ring',
  isALatitudeBetween90: 'is a latitude between -90 and 90',
  isNoLatitudePerhapsSwapped:
    'is no latitude between -90 and 90: GeoJSON has the longitude first, and these two are perhaps swapped',
  isALongitudeInDegrees: 'is a longitude in degrees between -180 and 180 (WGS 84)',
  isAnotherReferenceSystem: (crs: string): string =>
    `is ${crs}; export the file in WGS 84 (EPSG:4326), longitude first`,
  isAFeatureCollectionOrAFeature: 'is FeatureCollection or Feature',
  hasSeveralParts: (parts: number): string => `has ${parts} parts, and a place has one: make each a feature of its own`,
  looksSwapped:
    'lies far from its campus, and would not with longitude and latitude the other way round: GeoJSON has the longitude first',
  hasNoFeature: 'has no feature',
  hasFeaturesAtMost: (mostFeatures: number): string => `has ${mostFeatures} features at most`,
  isAPolygonOrAPoint: 'is a Polygon, or a Point with properties.radiusM',
  isMissingAPoint: 'is missing: a Point is the middle of a circle',
  thereIsNoSuchPlace: 'There is no such place.',
  isNotValid: 'is not valid',
  andMore: (value: number): string => `; and ${value} more`,
  nothingWasImported: ({ list, more }: { list: string; more: string }): string =>
    `${list}${more}. Nothing was imported.`,
  hasMoreThanPositions: (mostPositions: number): string => `has more than ${mostPositions} positions`,
  hasARingOfFewerThan: 'has a ring of fewer than four positions, of which the last repeats the first',
  hasARingThatIsNot: 'has a ring that is not closed: its last position repeats its first',
  hasARingOfTooFewCorners: 'has a ring of fewer than three corners',
  reachesFurtherThanKmFrom: (value: number): string => `reaches further than ${value} km from its first corner`,
  crossesOrTouchesItself: 'crosses or touches itself',
  hasARingWithoutAnArea: 'has a ring without an area',
  hasAHoleOutsideItsOuter: 'has a hole outside its outer ring',
  isStillNamedByGiveThem: ({ name, uses }: { name: string; uses: string }): string =>
    `${name} is still named by ${uses}. Give them another place first.`,
  isThatOfAnotherFeatureToo: 'is that of another feature too',
  isAnotherOneAPlaceStays: 'is another one: a place stays on its campus',
  anotherPlaceOfThisName: 'Another place of this name was drawn at the same time. Please choose another name.',
  thereIsNoSuchCampus: 'There is no such campus.',
  aCannotHoldTheThatLies: ({ kind, list }: { kind: string; list: string }): string =>
    `A ${kind} cannot hold the ${list} that lies in it.`,
  thereIsNoSuchPlaceOnThisCampus: 'There is no such place on this campus.',
  aDoesNotLie: ({ kind, kind2 }: { kind: string; kind2: string }): string =>
    `A ${kind} does not lie in a ${kind2}. A room lies in a building or a campus, a building in a campus.`,
  thereIsNoPlaceAndNo: 'There is no place and no larger feature of this id.',
  anArchivedPlaceIsCalledPlease: (name: string): string =>
    `An archived place is called ${name}. Please choose another name.`,
  thereIsAlreadyOneCalled: (name: string): string => `There is already one called ${name} on this campus.`,
  classes: (count: number): string => `${count} ${count === 1 ? 'class' : 'classes'}`,
  sessions: (count: number): string => `${count} ${count === 1 ? 'session' : 'sessions'}`,
  readers: (count: number): string => `${count} ${count === 1 ? 'reader' : 'readers'}`,
  smallerPlaces: (count: number): string => `${count} smaller ${count === 1 ? 'place' : 'places'}`,
  and: ' and ',
} as const;
