// Areas seen all around from points among segments, by CGAL's triangular expansion visibility.
//
//     cgal_visibility [locate] < scene.txt > areas.txt        (build: see cgal_areas.py)
//
// Input, words parted by white space, metres:
//     n                          segments, then n times   ax ay bx by
//     m radius                   points, then m times     x y
// Output: one line per point, the area in m2 within `radius` of it that it sees, with 17 digits
// (a point inside an outline sees that inside; a point on a segment stops the program).
// The standard error gets one line of JSON: CGAL's version, sizes, seconds of each step by the
// clock on the wall, and of the processor for all of them (areas and text left out of both).
//
// Segments may cross, overlap and touch: the kernel is exact, in predicates and constructions.
// `locate` says how the face of each point is found, which the visibility asks for: "batch" (one
// sweep for all points, the default), "walk" or "trapezoid". It changes seconds, never an area.
//
// The polygon seen is exact; its corners are moved to the point exactly, then rounded to double,
// and cut with the disc by summing over the edges the area of disc and triangle (point, edge).

#include <CGAL/Arr_batched_point_location.h>
#include <CGAL/Arr_segment_traits_2.h>
#include <CGAL/Arr_trapezoid_ric_point_location.h>
#include <CGAL/Arr_walk_along_line_point_location.h>
#include <CGAL/Arrangement_2.h>
#include <CGAL/Exact_predicates_exact_constructions_kernel.h>
#include <CGAL/Triangular_expansion_visibility_2.h>
#include <CGAL/version.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <iterator>
#include <map>
#include <string>
#include <utility>
#include <vector>

using Kernel = CGAL::Exact_predicates_exact_constructions_kernel;
using Point = Kernel::Point_2;
using Traits = CGAL::Arr_segment_traits_2<Kernel>;
using Segment = Traits::X_monotone_curve_2;
using Arrangement = CGAL::Arrangement_2<Traits>;
using Face = Arrangement::Face_const_handle;
// Tag_false: dangling edges of a region stay, they have no area.
using Visibility = CGAL::Triangular_expansion_visibility_2<Arrangement, CGAL::Tag_false>;
using Located = CGAL::Arr_point_location_result<Arrangement>::Type;

namespace {

struct Vector {
  double x, y;
};

struct Scene {
  std::vector<Segment> segments;
  std::vector<Point> points;
  double radius = 0.0;
};

double cross(Vector a, Vector b) { return a.x * b.y - a.y * b.x; }
double dot(Vector a, Vector b) { return a.x * b.x + a.y * b.y; }
double sector(Vector a, Vector b, double radius) {
  return 0.5 * radius * radius * std::atan2(cross(a, b), dot(a, b));
}

// Signed area of the disc around the origin and the triangle (origin, a, b).
double disc_and_triangle(Vector a, Vector b, double radius) {
  const Vector d{b.x - a.x, b.y - a.y};
  const double dd = dot(d, d);
  if (dd == 0.0) return 0.0;
  const double half = dot(a, d), rest = dot(a, a) - radius * radius;
  const double within = half * half - dd * rest;
  if (within <= 0.0) return sector(a, b, radius);
  const double root = std::sqrt(within);
  const double enter = (-half - root) / dd, leave = (-half + root) / dd;
  if (leave <= 0.0 || enter >= 1.0) return sector(a, b, radius);
  const auto at = [&](double t) { return Vector{a.x + t * d.x, a.y + t * d.y}; };
  const Vector p = enter > 0.0 ? at(enter) : a, q = leave < 1.0 ? at(leave) : b;
  double area = 0.5 * cross(p, q);
  if (enter > 0.0) area += sector(a, p, radius);
  if (leave < 1.0) area += sector(q, b, radius);
  return area;
}

// CGAL's own rounding of a lazy number is only good to 1e-5: the exact value is asked for first.
Vector seen_from(const Point& eye, const Point& corner) {
  return {CGAL::to_double(CGAL::exact(corner.x() - eye.x())),
          CGAL::to_double(CGAL::exact(corner.y() - eye.y()))};
}

double area_within(const Point& eye, Face region, double radius) {
  double area = 0.0;
  const auto first = region->outer_ccb();
  auto edge = first;
  Vector from = seen_from(eye, edge->source()->point());
  do {
    const Vector to = seen_from(eye, edge->target()->point());
    area += disc_and_triangle(from, to, radius);
    from = to;
  } while (++edge != first);
  return area;
}

double number() {
  double value;
  if (std::scanf("%lf", &value) != 1) {
    std::fputs("cgal_visibility: a number is missing in the input\n", stderr);
    std::exit(2);
  }
  return value;
}

Scene read() {
  Scene scene;
  const auto n = static_cast<std::size_t>(number());
  std::vector<double> at(4 * n);
  for (double& value : at) value = number();
  const auto m = static_cast<std::size_t>(number());
  scene.radius = number();
  double west = HUGE_VAL, east = -HUGE_VAL, south = HUGE_VAL, north = -HUGE_VAL;
  const auto widen = [&](double x, double y) {
    west = std::min(west, x), east = std::max(east, x);
    south = std::min(south, y), north = std::max(north, y);
  };
  for (std::size_t k = 0; k < n; ++k) {
    widen(at[4 * k], at[4 * k + 1]), widen(at[4 * k + 2], at[4 * k + 3]);
    const Point a(at[4 * k], at[4 * k + 1]), b(at[4 * k + 2], at[4 * k + 3]);
    if (a != b) scene.segments.emplace_back(a, b);
  }
  for (std::size_t k = 0; k < m; ++k) {
    const double x = number(), y = number();
    widen(x, y);
    scene.points.emplace_back(x, y);
  }
  // A rectangle farther than any disc: the visibility wants a bounded face.
  const double room = 2.0 * scene.radius + 1.0;
  const Point corners[] = {{west - room, south - room}, {east + room, south - room},
                           {east + room, north + room}, {west - room, north + room}};
  for (int k = 0; k < 4; ++k) scene.segments.emplace_back(corners[k], corners[(k + 1) % 4]);
  return scene;
}

Face face_of(const Located& place) {
  if (const auto* face = boost::get<Face>(&place)) return *face;
  std::fputs("cgal_visibility: a point lies on an obstacle\n", stderr);
  std::exit(3);
}

template <class Locator>
std::vector<Face> one_by_one(const Arrangement& arrangement, const std::vector<Point>& points) {
  const Locator locator(arrangement);
  std::vector<Face> faces;
  for (const Point& point : points) faces.push_back(face_of(locator.locate(point)));
  return faces;
}

std::vector<Face> at_once(const Arrangement& arrangement, const std::vector<Point>& points) {
  std::vector<std::pair<Point, Located>> found;  // sorted by place
  CGAL::locate(arrangement, points.begin(), points.end(), std::back_inserter(found));
  std::map<Point, Face> by_place;
  for (const auto& [point, place] : found) by_place.emplace(point, face_of(place));
  std::vector<Face> faces;
  for (const Point& point : points) faces.push_back(by_place.at(point));
  return faces;
}

std::vector<Face> located(const std::string& how, const Arrangement& arrangement,
                          const std::vector<Point>& points) {
  if (how == "walk")
    return one_by_one<CGAL::Arr_walk_along_line_point_location<Arrangement>>(arrangement, points);
  if (how == "trapezoid")
    return one_by_one<CGAL::Arr_trapezoid_ric_point_location<Arrangement>>(arrangement, points);
  return at_once(arrangement, points);
}

class Watch {
 public:
  double lap() {
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::chrono::duration<double>(now - last_).count();
    last_ = now;
    return seconds;
  }
  double processor() const { return static_cast<double>(std::clock() - begun_) / CLOCKS_PER_SEC; }

 private:
  std::clock_t begun_ = std::clock();
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
};

}  // namespace

int main(int count, char** words) {
  const std::string how = count > 1 ? words[1] : "batch";
  const Scene scene = read();
  Watch watch;
  Arrangement arrangement;
  CGAL::insert(arrangement, scene.segments.begin(), scene.segments.end());
  const double arranging = watch.lap();
  const Visibility visibility(arrangement);
  const double attaching = watch.lap();
  const std::vector<Face> faces = located(how, arrangement, scene.points);
  const double locating = watch.lap();
  std::vector<Arrangement> regions(scene.points.size());
  std::vector<Face> seen;
  for (std::size_t k = 0; k < scene.points.size(); ++k)
    seen.push_back(visibility.compute_visibility(scene.points[k], faces[k], regions[k]));
  const double looking = watch.lap();
  const double processor = watch.processor();
  for (std::size_t k = 0; k < scene.points.size(); ++k)
    std::printf("%.17g\n", area_within(scene.points[k], seen[k], scene.radius));
  std::fprintf(stderr,
               "{\"cgal\": \"%s\", \"segments\": %zu, \"edges\": %zu, \"points\": %zu, "
               "\"locate\": \"%s\", \"arrangement_s\": %.6f, \"attach_s\": %.6f, "
               "\"locate_s\": %.6f, \"visibility_s\": %.6f, \"processor_s\": %.6f}\n",
               CGAL_VERSION_STR, scene.segments.size(),
               static_cast<std::size_t>(arrangement.number_of_edges()), scene.points.size(),
               how.c_str(), arranging, attaching, locating, looking, processor);
  return 0;
}
