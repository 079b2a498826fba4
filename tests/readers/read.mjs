// Prints what three readers see in calendar files, as JSON: {reader: [{name, entries}, …]}, one for each file.
import { readFileSync } from 'node:fs'
import ICAL from 'ical.js'
import nodeIcal from 'node-ical'
import { convertIcsCalendar } from 'ts-ics'

const instant = (date) => date.toISOString().replace('.000Z', 'Z')
const pad = (number) => String(number).padStart(2, '0')

function icalJs (text) {
  const calendar = new ICAL.Component(ICAL.parse(text))
  ICAL.TimezoneService.reset()
  calendar.getAllSubcomponents('vtimezone').forEach((zone) => ICAL.TimezoneService.register(zone))
  const moment = (time) => time.isDate ? time.toString() : instant(time.toJSDate())
  return {
    name: calendar.getFirstPropertyValue('name'),
    entries: calendar.getAllSubcomponents('vevent').map((component) => {
      const event = new ICAL.Event(component)
      return {
        uid: event.uid,
        title: event.summary,
        description: event.description ?? '',
        place: event.location ?? '',
        status: component.getFirstPropertyValue('status'),
        start: moment(event.startDate),
        end: moment(event.endDate)
      }
    })
  }
}

function nodeIcalReader (text) {
  const calendar = nodeIcal.sync.parseICS(text)
  // A day is given as midnight in the zone of the machine.
  const day = (date) => `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`
  const moment = (date) => date.dateOnly ? day(date) : instant(date)
  return {
    name: calendar.vcalendar['WR-CALNAME'],
    entries: Object.values(calendar).filter((part) => part.type === 'VEVENT').map((event) => ({
      uid: event.uid,
      title: event.summary,
      description: event.description ?? '',
      place: event.location ?? '',
      status: event.status,
      start: moment(event.start),
      end: moment(event.end)
    }))
  }
}

function tsIcs (text) {
  const calendar = convertIcsCalendar(undefined, text)
  const moment = ({ date, type }) => type === 'DATE' ? date.toISOString().slice(0, 10) : instant(date)
  return {
    name: calendar.name,
    entries: (calendar.events ?? []).map((event) => ({
      uid: event.uid,
      title: event.summary,
      description: event.description ?? '',
      place: event.location ?? '',
      status: event.status,
      start: moment(event.start),
      end: moment(event.end)
    }))
  }
}

const texts = process.argv.slice(2).map((path) => readFileSync(path, 'utf8'))
const seen = {
  'ical.js': texts.map(icalJs),
  'node-ical': texts.map(nodeIcalReader),
  'ts-ics': texts.map(tsIcs)
}
process.stdout.write(JSON.stringify(seen))
