import { given, happened } from "myelin/testing";
import { expect, it } from "vitest";
import { course, courses } from "./app.ts";

const { OpenCourse, Enrol } = course.commands;
const { CourseOpened, StudentEnrolled } = course.events;

it("a student gets a free seat", () => {
  given(course, CourseOpened({ seats: 1 }))
    .when(Enrol({ courseId: "c-1", student: "Ann" }))
    .then(StudentEnrolled({ student: "Ann" }));
});

// #region full
it("nobody gets a seat that is taken", () => {
  given(course, CourseOpened({ seats: 1 }), StudentEnrolled({ student: "Ann" }))
    .when(Enrol({ courseId: "c-1", student: "Ben" }))
    .then(course.rejections.Full({ seats: 1 }));
});
// #endregion

it("a course without seats is no command at all", () => {
  given(course)
    .when(OpenCourse({ courseId: "c-1", seats: 0 }))
    .thenFails("invalid_command");
});

it("the list counts who is in", () => {
  given(courses, happened(course, "c-1", CourseOpened({ seats: 2 }), StudentEnrolled({ student: "Ann" }))).then([
    { courseId: "c-1", seats: 2, taken: 1 },
  ]);
});

it("the state is what the events say", () => {
  expect(given(course, CourseOpened({ seats: 2 })).state).toEqual({ seats: 2, students: [] });
});
