"""Units of measure: their names, what they measure, and how many of the dimension's first unit they are."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["MAGNITUDES", "UNITS", "Unit"]

MAGNITUDES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
    "dozen": 12.0,
    "score": 20.0,
}
"""What a figure is multiplied by; `k`, `m` and `b` only right behind a figure."""


@dataclass(frozen=True, kw_only=True)
class Unit:
    """A unit: `1 km` is 1,000 of the length `m`. Units of one dimension can be converted."""

    name: str
    dimension: str
    factor: float = 1.0


_TABLE = (
    ("percent", "share", 1.0, "percent % pct"),
    ("percentage points", "points", 1.0, "percentage_point percentage_points"),
    ("US dollars", "US dollars", 1.0, "dollar dollars usd us_dollar us_dollars $ us$"),
    ("cents", "US dollars", 0.01, "cent cents"),
    ("euros", "euros", 1.0, "euro euros eur €"),
    ("pounds sterling", "pounds sterling", 1.0, "gbp £ pounds_sterling quid"),
    ("colones", "colones", 1.0, "colon colones"),
    ("pesos", "pesos", 1.0, "peso pesos"),
    ("bolivars", "bolivars", 1.0, "bolivar bolivars bolivares"),
    ("yen", "yen", 1.0, "yen ¥"),
    ("roubles", "roubles", 1.0, "rouble roubles ruble rubles"),
    ("rupees", "rupees", 1.0, "rupee rupees"),
    ("km", "length", 1000.0, "km kms kilometre kilometres kilometer kilometers"),
    ("miles", "length", 1609.344, "mile miles mi"),
    ("metres", "length", 1.0, "metre metres meter meters"),
    ("cm", "length", 0.01, "cm centimetre centimetres centimeter centimeters"),
    ("feet", "length", 0.3048, "foot feet ft"),
    ("inches", "length", 0.0254, "inch inches"),
    ("yards", "length", 0.9144, "yard yards"),
    ("hectares", "area", 10_000.0, "hectare hectares ha"),
    ("acres", "area", 4046.856, "acre acres"),
    ("square metres", "area", 1.0, "square_metre square_metres square_meter square_meters sq_m sqm"),
    ("square km", "area", 1e6, "square_kilometre square_kilometres square_kilometer square_kilometers square_km"),
    ("square miles", "area", 2.589988e6, "square_mile square_miles"),
    ("square feet", "area", 0.092903, "square_foot square_feet sq_ft"),
    ("cubic metres", "volume", 1000.0, "cubic_metre cubic_metres cubic_meter cubic_meters"),
    ("litres", "volume", 1.0, "litre litres liter liters"),
    ("gallons", "volume", 3.785, "gallon gallons"),
    ("barrels", "volume", 158.987, "barrel barrels"),
    ("kg", "mass", 1.0, "kg kgs kilogram kilograms kilo kilos kilogramme kilogrammes"),
    ("grams", "mass", 0.001, "gram grams gramme grammes"),
    ("tonnes", "mass", 1000.0, "tonne tonnes metric_ton metric_tons"),
    ("tons", "mass", 907.185, "ton tons"),
    ("pounds", "mass", 0.453592, "lb lbs pound pounds"),
    ("ounces", "mass", 0.02835, "ounce ounces oz"),
    ("seconds", "time", 1 / 86400, "second seconds sec secs"),
    ("minutes", "time", 1 / 1440, "minute minutes min mins"),
    ("hours", "time", 1 / 24, "hour hours hr hrs"),
    ("days", "time", 1.0, "day days"),
    ("weeks", "time", 7.0, "week weeks"),
    ("months", "time", 30.4375, "month months"),
    ("years", "time", 365.25, "year years yr yrs"),
    ("decades", "time", 3652.5, "decade decades"),
    ("years of age", "age", 1.0, "year_old years_old yearold aged"),
    ("degrees", "temperature", 1.0, "degree degrees"),
    ("km/h", "speed", 1.0, "kph kmh km_h"),
    ("mph", "speed", 1.609344, "mph"),
    ("megawatts", "power", 1.0, "megawatt megawatts mw"),
    ("gigawatts", "power", 1000.0, "gigawatt gigawatts gw"),
    ("kilowatts", "power", 0.001, "kilowatt kilowatts kw"),
    ("times", "times", 1.0, "times fold"),
)

UNITS = {
    word: Unit(name=name, dimension=dimension, factor=factor)
    for name, dimension, factor, words in _TABLE
    for word in words.split()
}
"""By each way of writing; words of a unit of several words are joined by `_`."""
