import { integer, pgTable, text } from "drizzle-orm/pg-core";
import { aggregate, application, projection, query } from "myelin";
import * as v from "valibot";

// #region aggregate
interface Course {
  readonly seats: number; // 0: not open yet
  readonly students: readonly string[];
}

const Name = v.pipe(v.string(), v.minLength(1));
const Seats = v.pipe(v.number(), v.integer(), v.minValue(1));

export const course = aggregate("course", {
  initial: (): Course => ({ seats: 0, students: [] }),
  events: {
    CourseOpened: v.object({ seats: Seats }),
    StudentEnrolled: v.object({ student: Name }),
  },
  commands: {
    OpenCourse: v.object({ courseId: Name, seats: Seats }),
    Enrol: v.object({ courseId: Name, student: Name }),
  },
  rejections: {
    AlreadyOpen: "The course is open already",
    NotOpen: "The course is not open",
    AlreadyEnrolled: "The student is enrolled already",
    Full: v.object({ seats: v.number() }),
  },
})
  .route("courseId") // which stream of events a command is decided on
  .evolve({
    CourseOpened: (_, { seats }) => ({ seats, students: [] }),
    StudentEnrolled: (state, { student }) => ({ ...state, students: [...state.students, student] }),
  })
  .decide({
    OpenCourse: (state, { seats }, { emit, reject }) =>
      state.seats > 0 ? reject.AlreadyOpen() : emit.CourseOpened({ seats }),
    Enrol: ({ seats, students }, { student }, { emit, reject }) => {
      if (seats === 0) return reject.NotOpen();
      if (students.includes(student)) return reject.AlreadyEnrolled();
      return students.length < seats ? emit.StudentEnrolled({ student }) : reject.Full({ seats });
    },
  });
// #endregion

// #region projection
const courseTable = pgTable("courses", {
  courseId: text("course_id").primaryKey(),
  seats: integer("seats").notNull(),
  taken: integer("taken").notNull(),
});

export const courses = projection
  .fold("courses", { table: courseTable, initial: { seats: 0, taken: 0 } })
  .on(course, {
    CourseOpened: (_, { seats }) => ({ seats }),
    StudentEnrolled: ({ taken }) => ({ taken: taken + 1 }),
  })
  .queries({
    of: query(v.object({ courseId: Name }), ({ courseId }, { rows }) => rows.get(courseId)),
  });
// #endregion

// #region application
export const school = application("school", [course, courses]);
// #endregion
